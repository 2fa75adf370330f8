#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/arch_info.h"
#include "arch/common/bounded_vector.h"
#include "arch/common/fault_info.h"
#include "arch/common/instruction.h"
#include "arch/common/register_set.h"

namespace faultbox {

/// What happened. The order is part of the record format (crash_record.proto, EventKind): append only.
enum class EventKind : uint8_t {
    kUnknown,
    kNullDereference,
    kPageFault,
    kProtectionFault,
    kUserAccessFault,
    kUndefinedInstruction,
    kDivideError,
    kDoubleFault,
    kStackOverflow,
    kAlignmentFault,
    kExternalAbort,
    kBug,
    kWarning,
    kPanic,
    kHungTask,
    kSoftLockup,
    kHardLockup,
    kRcuStall,
    kWorkqueueStall,
    kLockdep,
    kAtomicSleep,
    kCfiFailure,
    kBadPage,
    kBadMode,
    kFortify,
    kUsercopy,
    kStackProtector,
    kKasan,
    kKcsan,
    kKmsan,
    kUbsan,
    kKfence,
    kListCorruption,
    kRefcount,
    kMemoryLeak,
    kOutOfMemory,
    kOomKill,
    kMachineCheck,
    kHardwareError,
    kEccError,
    kDmaFault,
    kNetdevWatchdog,
    kEptMisconfig,
    kIpmiTimeout,
    kUserFault,
    kUserCrash,
    kResetWithoutTrace,
};

enum class Severity : uint8_t { kInfo, kWarning, kError, kFatal };

/// The kind as the JSON contract spells it: "null-dereference".
const char* KindName(EventKind kind);

/// How an event hangs together with an earlier one of the same input.
enum class Relation : uint8_t {
    kRoot,       ///< The first of its crash, or on its own.
    kFollowed,   ///< Came after the root, as its consequence or by its side.
    kSameCrash,  ///< The root seen again: Panic#2 holding Oops#1, the console zone holding the record.
    kRepeat,     ///< A later crash with the root's signature.
};

/// What was found wrong with the text itself. `text` and `other` of Damage say which words.
enum class DamageKind : uint8_t {
    kDiscrepancy,    ///< Two places state one fact differently: `text` here, `other` there.
    kTornLine,       ///< A line was cut or has another line inside it.
    kMissingDigits,  ///< A number has fewer digits than its place wants.
    kExtraDigits,    ///< A number has more.
    kWrappedLine,    ///< A line was broken in two and is read as one.
    kEatenAddress,   ///< An address in <> was taken for markup and is gone.
    kBeginsInside,   ///< The text begins in the middle of the event.
    kEndsInside,     ///< The text ends in the middle of the event.
    kUnreadable,     ///< A line of this event that no rule could read; it stays in the text.
};

struct Damage {
    uint32_t line = 0;  ///< 1-based line of the input.
    DamageKind kind = DamageKind::kUnreadable;
    std::string_view text;
    std::string_view other;
};

/// A code address the way the kernel prints it: `symbol+offset/size [module build-id]`, or an address alone.
struct CodeLocation {
    std::string_view symbol;
    std::string_view module;
    std::string_view build_id;  ///< Hex, printed by kernels with STACKTRACE_BUILD_ID.
    std::optional<uint64_t> offset;
    std::optional<uint64_t> size;
    std::optional<uint64_t> address;  ///< Run-time address as printed.

    bool empty() const { return symbol.empty() && !address; }
};

/// What code runs in. The order is part of the record format: append only.
enum class FrameContext : uint8_t { kTask, kSoftirq, kIrq, kNmi, kException, kUser, kUnknown };

struct TraceEntry {
    CodeLocation where;
    bool reliable = true;  ///< False for `?` entries.
    FrameContext context = FrameContext::kTask;
};

/// A stretch of `CrashEvent::trace_entries`, innermost frame first. The event's own trace has no name.
struct Trace {
    std::string_view name;  ///< "freed by task 12"
    uint16_t begin = 0;
    uint16_t count = 0;
};

/// `Register r4 information: slab kmalloc-192 start c3183180 pointer offset 64 size 192` (5.13 and later).
struct RegisterNote {
    RegisterId reg = kNoRegister;
    std::string_view slab;  ///< Empty where the line names no slab.
    std::optional<uint64_t> start;
    std::optional<uint64_t> offset;
    std::optional<uint64_t> size;
    std::string_view text;  ///< Everything behind "information: ".
};

struct LoadedModule {
    std::string_view name;
    std::string_view taint;  ///< Flags in the parentheses: "OE".
    std::string_view build_id;
};

struct PageTableEntry {
    std::string_view level;  ///< "pgd", "p4d", "pud", "pmd", "pte", "ppte"; x86 PAE: "pdpt", "pde". May be a literal.
    std::optional<uint64_t> value;  ///< Absent where hidden: "(ptrval)".
    bool bad = false;               ///< The kernel wrote "(bad)" behind it.
};

/// Code bytes in memory order, as an instruction decoder wants them.
struct CodeBytes {
    BoundedVector<uint8_t, 128> bytes;
    std::optional<uint8_t> fault_at;  ///< Index of the first byte of the marked instruction.
    uint8_t unit = 1;                 ///< Bytes of one printed word: 1 on x86, 2 in Thumb, 4 otherwise.
};

/// The stack as dumped, from `address` upwards.
struct StackWords {
    std::optional<uint64_t> address;
    uint8_t word_size = 4;
    BoundedVector<uint64_t, 1024> words;
};

/// A fact that belongs to one kind of event; docs/json.md lists the keys of each kind.
struct Fact {
    const char* key = nullptr;  ///< A string literal.
    std::string_view text;      ///< Used when `number` is absent; may be a string literal.
    std::optional<uint64_t> number;
    bool hex = false;  ///< `number` is an address or a bit pattern.
};

struct EventFault {
    std::optional<uint64_t> address;
    std::optional<uint64_t> status;           ///< FSR, ESR or x86 error code.
    Access stated_access = Access::kUnknown;  ///< What the kernel's words say ("when read"), kUnknown where silent.
    bool prefetch = false;                    ///< The text says that the instruction fetch failed.
    BoundedVector<PageTableEntry, 8> page_table;
};

struct SourceLocation {
    std::string_view file;
    uint32_t line = 0;
};

/// Everything that one report in a kernel log states. Views point into the text that was parsed; absent facts are
/// empty or nullopt and never zero. All bounds are fixed: what an input has too much of is counted as dropped.
struct CrashEvent {
    EventKind kind = EventKind::kUnknown;
    Severity severity = Severity::kError;
    Arch arch = Arch::kUnknown;
    Relation relation = Relation::kRoot;
    std::optional<uint32_t> relation_to;  ///< Index of the related event among those of one input.

    std::string_view headline;  ///< The kernel's own first line, without prefix.
    uint32_t first_line = 0;    ///< 1-based.
    uint32_t line_count = 0;
    std::optional<uint64_t> time_us;  ///< Kernel time stamp of the first line, microseconds.
    BoundedVector<Damage, 32> damage;

    std::string_view release;     ///< "4.4.45-g66454cd"
    std::string_view build;       ///< "#66"
    std::string_view taint;       ///< Flags as printed, blanks removed: "GO"; empty for "Not tainted".
    bool tainted_stated = false;  ///< The line said tainted or not.
    std::string_view kernel_build_id;
    std::optional<uint64_t> kernel_offset;  ///< KASLR.
    std::string_view hardware;
    std::optional<uint32_t> cpu;
    std::optional<uint32_t> pid;
    std::string_view comm;
    std::string_view workqueue;
    std::string_view panic_reason;
    std::string_view end_trace_id;
    std::optional<uint32_t> die_count;  ///< The n of "[#n]".
    SourceLocation source_location;     ///< Stated by BUG and WARN.

    EventFault fault;
    RegisterSet registers;
    BoundedVector<RegisterNote, 32> register_notes;
    CodeLocation pc;
    CodeLocation lr;
    CodeBytes code;
    StackWords stack;
    BoundedVector<TraceEntry, 256> trace_entries;
    BoundedVector<Trace, 8> traces;
    BoundedVector<LoadedModule, 256> modules;
    BoundedVector<Fact, 96> facts;
};

}  // namespace faultbox
