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

/// A number as it stood in the text, kept for comparing it with another statement of the same fact.
struct Stated {
    std::string_view text;
    uint32_t line = 0;
};

/// The event that is being read, and what the readers of its lines have to remember from one line to the next.
class EventBuilder {
  public:
    CrashEvent event;

    /// Forgets everything and begins an event at `line`.
    void Begin(EventKind kind, Severity severity, const Line& line, std::string_view headline);
    /// Settles what can only be said when all lines are there.
    void Finish(CloseReason reason, uint32_t last_line);

    void AddDamage(DamageKind kind, uint32_t line, std::string_view text, std::string_view other = {});
    void AddFact(const char* key, std::string_view text);
    void AddHexFact(const char* key, std::optional<uint64_t> value);

    /// Takes a kind for an event that has none yet.
    void RefineKind(EventKind kind);
    void SetFaultAddress(std::string_view digits, const Line& line);
    void SetFaultStatus(std::string_view digits, const Line& line);
    /// Reads `digits` of a register of `width` digits. A number of another length is damage and has no value.
    void SetRegister(RegisterId id, std::string_view digits, unsigned width, const Line& line);

    /// Opens a trace; entries go there until the next call. `name` is empty for the event's own trace.
    void BeginTrace(std::string_view name);
    void AddTraceEntry(const CodeLocation& where, bool reliable, FrameContext context = FrameContext::kTask);
    /// The last entry of the current trace, or null.
    const CodeLocation* LastFrame() const;

    void SetTaint(std::string_view flags);

    /// Reads the next line first, when set: for lines that go on. Cleared before each call.
    LineReader continuation = nullptr;
    std::optional<Caller> caller;      ///< Of the first line.
    uint32_t die_line = 0;             ///< The "Internal error" line, 0 for none yet.
    bool provisional = false;          ///< Opened by an orphan: no event unless it turns out to hold facts.
    bool end_marker_expected = false;  ///< This kind of event ends with an end marker or its Code: line.
    bool end_marker_seen = false;
    bool other_cpu = false;  ///< The lines are another processor's, told to stop.
    Stated pc_stated;        ///< The number in "PC is at 0x…".
    Stated lr_stated;
    std::array<Stated, RegisterSet::kCapacity> register_text{};
};

}  // namespace faultbox
