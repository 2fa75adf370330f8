#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/line_scanner.h"
#include "target/oops/rules.h"

namespace faultbox {

/// Why an event ended.
enum class CloseReason : uint8_t {
    kEndMarker,  ///< "---[ end trace"
    kNextEvent,
    kUnrelated,  ///< Nothing of it for many lines.
    kEndOfText,
};

/// Words that are compared with another statement of the same fact when the event ends.
struct StatedWords {
    std::string_view text;
    uint32_t line = 0;
};

/// Bits that a line states of a fault status that other lines state whole.
struct SyndromeBits {
    uint64_t mask = 0;
    uint64_t value = 0;  ///< Within `mask`.
    StatedWords words;
};

/// The event that is being read, and what the readers of its lines have to remember from one line to the next.
class EventBuilder {
  public:
    CrashEvent event;

    /// Forgets everything and begins an event at `line`.
    void Begin(EventKind kind, Severity severity, const Line& line, std::string_view headline);
    /// Settles what can only be said when all lines are there. `last` is the number of the last line of the event.
    void Finish(CloseReason reason, uint32_t last);
    /// True when more was read than a first line states: registers, a trace, code.
    bool has_body() const;

    void AddDamage(DamageKind kind, uint32_t line, std::string_view text, std::string_view other = {});
    /// Facts without a value are left out.
    void AddFact(const char* key, std::string_view text);
    void AddHexFact(const char* key, std::optional<uint64_t> value);
    void AddNumberFact(const char* key, std::optional<uint64_t> value);

    /// Takes a kind for an event that has none yet or is a warning of no kind of its own.
    void RefineKind(EventKind kind);
    /// Takes a hexadecimal number that may be stated more than once; a later one that differs is damage.
    void SetFaultAddress(std::string_view digits, const Line& line);
    void SetFaultStatus(std::string_view digits, const Line& line);
    /// Takes a register the kernel prints with `width` digits. A number of another length is damage and gives no value.
    void SetRegister(RegisterId id, std::string_view digits, unsigned width, const Line& line);

    /// Takes the value of an address away that kernels print in full width and that has another number of digits.
    void CheckWidth(std::optional<uint64_t>& address, std::string_view digits, const Line& line);

    /// Opens a trace; entries go there until the next call. `name` is empty for the event's own trace.
    void BeginTrace(std::string_view name);
    /// Opens the event's own trace when none is open.
    void AddTraceEntry(const CodeLocation& where, bool reliable);
    /// The last entry of the current trace, or null where it has none.
    CodeLocation* LastFrame();
    /// Gives the entries read since the last call a context: they were pushed on top of what follows.
    void MarkContext(FrameContext context);
    /// Gives the entries that follow a context, until the next call or trace.
    void BeginContext(FrameContext context);

    void SetTaint(std::string_view flags);

    /// Reads the next line first, when set: for lines that go on. Cleared before it is called.
    LineReader continuation = nullptr;
    /// What the CPU's own lines leave to be done at the end; set by them. May be null.
    void (*settle)(EventBuilder& builder) = nullptr;
    std::optional<Caller> caller;     ///< Of the first line.
    bool provisional = false;         ///< Opened by an orphan: no event unless it has a body, or a place.
    bool announced = false;           ///< A line before the die() line said what happened; the die() line joins it.
    bool dying = false;               ///< The die() line was there: "Internal error: …", "Oops: …".
    bool holds_report = false;        ///< Another report stands between its lines.
    bool expects_end_marker = false;  ///< Kernels end this kind of event with a Code: line or an end marker.
    bool end_seen = false;            ///< The end marker was there; the parser closes the event.
    bool user_unless_dying = false;   ///< Without a die() line, it was a user process that faulted.
    bool panics = false;              ///< The kernel panics with what it announced; the panic line joins it.
    bool single_line = false;         ///< The event ends with the first line that its continuation does not take.
    bool other_cpu = false;           ///< The lines are another processor's, which was told to stop.
    bool modules_torn = false;        ///< The list of modules was torn; another one is better.
    bool marks_stacks = false;        ///< A line of the trace said on which stack the frames behind it are.
    bool skip_frames = false;         ///< There is no place for the trace that is being read.
    StatedWords message;              ///< What the kernel said between its cut mark and the line that begins the event.
    StatedWords pc_stated;            ///< "PC is at 0x…"
    StatedWords lr_stated;            ///< "LR is at 0x…"
    StatedWords condition_flags;      ///< The letters of ARM's "Flags: nZCv".
    SyndromeBits unchecked_syndrome;  ///< Stated before the fault status was.
    RegisterId pending_register = kNoRegister;  ///< Its name ended a line, its value was wrapped to the next.
    uint32_t cr2_line = 0;                      ///< Where CR2 stood among the registers.
    uint64_t stack_end = 0;                     ///< First address behind the stack dump that is being read; 0 for none.
    uint64_t stack_next = 0;                    ///< Address of the next word of that dump.

    std::string_view register_digits(RegisterId id) const {
        return id < register_digits_.size() ? register_digits_[id] : std::string_view();
    }

    /// The fault status as it was printed first; empty for none.
    std::string_view status_digits() const { return status_digits_; }

  private:
    void SetOnce(std::optional<uint64_t>& fact, std::string_view& stated, std::string_view digits, const Line& line);

    std::string_view address_digits_;
    std::string_view status_digits_;
    std::array<std::string_view, RegisterSet::kCapacity> register_digits_{};
    std::array<char, 32> taint_{};
    FrameContext context_ = FrameContext::kTask;  ///< Of the entries that are being read.
    uint16_t unmarked_entry_ = 0;                 ///< First entry whose context is not known yet.
};

}  // namespace faultbox
