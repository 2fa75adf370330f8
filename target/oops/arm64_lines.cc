#include "target/oops/arm64_lines.h"

#include "arch/arm64/registers.h"
#include "target/oops/arm64_fault.h"
#include "target/oops/arm64_pstate.h"
#include "target/oops/arm64_syndrome.h"
#include "target/oops/location.h"
#include "target/oops/stack_dump.h"
#include "target/oops/stated_place.h"

namespace faultbox {
namespace {

constexpr unsigned kDigits = 16;
constexpr unsigned kStateDigits = kPstateDigits;  ///< The priority mask has as many.

RegisterId FindName(std::string_view name) {
    if (name == "sp") return arm64::kSp;
    if (name == "pc") return arm64::kPc;
    if (name == "lr") return arm64::kLr;
    if (name == "pstate") return arm64::kPstate;
    if (name == "pmr_save" || name == "pmr") return arm64::kPmr;
    Cursor rest(name);
    if (!rest.Skip("x")) return kNoRegister;
    std::optional<uint32_t> number = rest.Decimal32();
    return number && *number <= arm64::kLr && rest.at_end() ? static_cast<RegisterId>(*number) : kNoRegister;
}

// x29: ffffffc00bc53d80    x9 : 0000000000000000    pc : [<ffffffc0001980ac>]    pstate: 60000145    lr : []
bool ReadRegister(EventBuilder& builder, const Line& line, Cursor& rest) {
    rest.SkipSpaces();
    Cursor ahead = rest;
    std::string_view name = Trim(ahead.Until(":"));
    RegisterId id = FindName(name);
    if (id == kNoRegister) return false;
    ahead.SkipSpaces();
    bool bracket = ahead.Skip("[");
    ahead.Skip("<");
    std::string_view digits = ahead.HexDigits();
    ahead.Skip(">");
    if (bracket) ahead.Skip("]");
    bool narrow = id == arm64::kPstate || id == arm64::kPmr;
    // "sp : c23e1db0  ip : c3cf8848", of 32-bit ARM.
    if (builder.event.arch == Arch::kUnknown && !narrow && digits.size() <= kStateDigits) return false;
    if (digits.empty() && !bracket) return false;
    if (digits.empty()) builder.AddDamage(DamageKind::kEatenAddress, line.number, name);
    if (!digits.empty()) builder.SetRegister(id, digits, narrow ? kStateDigits : kDigits, line);
    rest = ahead;
    return true;
}

// x27: 0000000000000001 x26: 0000000000000004
// pc : [<ffffffc0001980ac>] lr : [<ffffffc00019814c>] pstate: 60000145
bool ReadRegisters(EventBuilder& builder, const Line& line, Cursor) {
    if (line.text.contains(" pstate: ")) SetArm64(builder);
    Cursor rest(line.text);
    if (!ReadRegister(builder, line, rest)) return false;
    while (ReadRegister(builder, line, rest)) continue;
    rest.SkipSpaces();
    if (!rest.at_end()) builder.AddDamage(DamageKind::kUnreadable, line.number, rest.rest());
    SetArm64(builder);
    return true;
}

// faulty_write+0x18/0x20 [faulty]
// 0000ffffad94aac4, of a user process
// 0x61722d6f697067, where no symbol fits
// skb_panic net/core/skbuff.c:188 [inline], as tools rewrite the line: the one of the function itself follows
bool ReadPlace(EventBuilder& builder, CodeLocation& where, RegisterId id, Cursor rest) {
    if (rest.rest().ends_with("[inline]")) return true;
    bool known = builder.other_cpu || !where.empty();
    CodeLocation place;
    if (ReadSymbol(rest, place) && place.offset) {
        if (!known) where = place;
        SetArm64(builder);
        return true;
    }
    bool marked = rest.Skip("0x");
    std::string_view digits = rest.HexDigits();
    std::optional<uint64_t> value = ParseHex(digits);
    if (!value || !rest.at_end() || (!marked && digits.size() != kDigits)) return false;
    SetArm64(builder);
    if (!known && !builder.event.registers.Has(id)) builder.event.registers.Set(id, *value);
    return true;
}

// pc : faulty_write+0x18/0x20 [faulty]
bool ReadPc(EventBuilder& builder, const Line&, Cursor rest) {
    return ReadPlace(builder, builder.event.pc, arm64::kPc, rest);
}

// lr : vfs_write+0xf8/0x29c
bool ReadLr(EventBuilder& builder, const Line&, Cursor rest) {
    return ReadPlace(builder, builder.event.lr, arm64::kLr, rest);
}

bool SkipHeading(EventBuilder& builder, const Line&, Cursor rest) {
    if (!rest.at_end()) return false;
    SetArm64(builder);
    return true;
}

// user pgtable: 4k pages, 39-bit VAs, pgdp=0000000043dac000
// swapper pgtable: 4k pages, 48-bit VAs, pgdp = (____ptrval____)
bool ReadPageTables(EventBuilder& builder, const Line& line, Cursor rest) {
    SetArm64(builder);
    if (builder.other_cpu) return true;
    builder.AddFact("pgtable", Cursor(Trim(line.text)).Token());
    rest.SkipSpaces();
    builder.AddFact("page_size", rest.Until(" pages, "));
    builder.AddFact("va_bits", rest.Until("-bit VAs"));
    if (!rest.SkipPast("pgdp")) return true;
    rest.SkipSpaces();
    rest.Skip("=");
    rest.SkipSpaces();
    builder.AddHexFact("pgd", rest.Hex());
    return true;
}

// [9ae6c9879b045f05] address between user and kernel address ranges
// [0000000000000010] user address but active_mm is swapper
bool ReadNoPageTable(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view address = rest.HexDigits();
    if (address.empty() || !rest.Skip("] ")) return false;
    std::string_view words = rest.rest();
    if (!words.starts_with("address between") && !words.starts_with("user address but")) return false;
    SetArm64(builder);
    builder.SetFaultAddress(address, line);
    builder.AddFact("address_range", words);
    return true;
}

// ESR: 0x0000000096000047 -- DABT (current EL), behind "Insufficient stack space": a panic follows, no die() line.
bool ReadStackSyndrome(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.panics = true;
    return ReadSyndrome(builder, line, rest);
}

// FAR: 0xffff8000128180d0
bool ReadFar(EventBuilder& builder, const Line& line, Cursor rest) {
    builder.SetFaultAddress(rest.HexDigits(), line);
    return true;
}

bool AddStackRange(EventBuilder& builder, const char* key, Cursor rest) {
    rest.SkipSpaces();
    if (!rest.rest().starts_with("[0x")) return false;
    builder.AddFact(key, rest.rest());
    return true;
}

// Task stack:     [0xffff800012a18000..0xffff800012a1c000]
bool ReadTaskStack(EventBuilder& builder, const Line&, Cursor rest) {
    return AddStackRange(builder, "task_stack", rest);
}

// IRQ stack:      [0xffff80000a798000..0xffff80000a79c000]
bool ReadIrqStack(EventBuilder& builder, const Line&, Cursor rest) {
    return AddStackRange(builder, "irq_stack", rest);
}

// Overflow stack: [0xffff0000f77c4310..0xffff0000f77c5310]
bool ReadOverflowStack(EventBuilder& builder, const Line&, Cursor rest) {
    return AddStackRange(builder, "overflow_stack", rest);
}

// CPU features: 0x440002,022c0400,0000421b    CPU features: 0x002004
bool ReadCpuFeatures(EventBuilder& builder, const Line&, Cursor rest) {
    if (!rest.rest().starts_with("0x")) return false;
    builder.AddFact("cpu_features", rest.rest());
    return true;
}

// PHYS_OFFSET: 0x80000000
bool ReadPhysOffset(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddHexFact("phys_offset", rest.Hex());
    return true;
}

// Memory Limit: none    Memory Limit: 512 MB
bool ReadMemoryLimit(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("memory_limit", rest.rest());
    return true;
}

// SMP: failed to stop secondary CPUs 0,2
bool ReadRunningCpus(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("cpus_not_stopped", rest.rest());
    return true;
}

bool Skip(EventBuilder&, const Line&, Cursor) {
    return true;
}

constexpr LineRule kLines[] = {
    {"PC is at ", ReadPcIsAt, true},
    {"LR is at ", ReadLrIsAt, true},
    {"pstate: ", ReadPstate, true},
    {"pc : ", ReadPc, true},
    {"lr : ", ReadLr, true},
    {"pc : [", ReadRegisters, true},
    {"sp : ", ReadRegisters},
    {"pmr", ReadRegisters, true},
    {"x", ReadRegisters, true},
    {"Mem abort info:", SkipHeading, true},
    {"Data abort info:", SkipHeading, true},
    {"ESR = ", ReadSyndrome, true},
    {"EC = ", ReadSyndromeFields, true},
    {"Exception class = ", ReadSyndromeFields, true},
    {"SET = ", ReadSyndromeFields},
    {"EA = ", ReadSyndromeFields},
    {"FSC = ", ReadSyndromeFields},
    {"ISV = ", ReadSyndromeFields, true},
    {"Access size = ", ReadSyndromeFields},
    {"SSE = ", ReadSyndromeFields},
    {"SF = ", ReadSyndromeFields},
    {"CM = ", ReadSyndromeFields},
    {"GCS = ", ReadSyndromeFields},
    {"user pgtable:", ReadPageTables, true},
    {"swapper pgtable:", ReadPageTables, true},
    {"[", ReadNoPageTable, true},
    {"Stack: (", ReadStackHeader},
    {"Exception stack(", ReadExceptionStack},
    {"ESR: 0x", ReadStackSyndrome},
    {"FAR: 0x", ReadFar},
    {"Task stack:", ReadTaskStack},
    {"IRQ stack:", ReadIrqStack},
    {"Overflow stack:", ReadOverflowStack},
    {"CPU features: ", ReadCpuFeatures},
    {"PHYS_OFFSET: ", ReadPhysOffset},
    {"Memory Limit: ", ReadMemoryLimit},
    {"SMP: failed to stop secondary CPUs ", ReadRunningCpus},
    {"SMP: stopping secondary CPUs", Skip},
    {"", ReadStackRow},
};

}  // namespace

constinit const std::span<const LineRule> kArm64Lines = kLines;

}  // namespace faultbox
