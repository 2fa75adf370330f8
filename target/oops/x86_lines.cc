#include "target/oops/x86_lines.h"

#include "arch/x86/registers.h"
#include "target/oops/event_builder.h"
#include "target/oops/x86_fault.h"
#include "target/oops/x86_place.h"
#include "target/oops/x86_registers.h"
#include "target/oops/x86_stack.h"

namespace faultbox {
namespace {

struct Level {
    std::string_view printed;
    std::string_view name;
};

// dump_pagetable, arch/x86/mm/fault.c.
constexpr Level kLevels[] = {
    {"PGD ", "pgd"}, {"P4D ", "p4d"},      {"PUD ", "pud"},    {"PMD ", "pmd"},
    {"PTE ", "pte"}, {"*pdpt = ", "pdpt"}, {"*pde = ", "pde"}, {"*pte = ", "pte"},
};

bool TakeLevel(EventBuilder& builder, Cursor& rest) {
    rest.SkipSpaces();
    auto& table = builder.event.fault.page_table;
    if (rest.Skip("BAD")) {
        if (!table.empty()) table.back().bad = true;
        return true;
    }
    for (const Level& level : kLevels) {
        Cursor ahead = rest;
        if (!ahead.Skip(level.printed)) continue;
        std::optional<uint64_t> value = ahead.Hex();
        if (!value) return false;
        table.Append({.level = level.name, .value = value, .bad = false});
        rest = ahead;
        return true;
    }
    return false;
}

// PGD 1b8f60067 PUD 460d95067 PMD 0    PGD 0 P4D 0    *pdpt = 0000000000000000 *pde = f000ff53f000ff53
// A level whose name was damaged is left out: *pdp0 = 0000000000000000
bool ReadLevels(EventBuilder& builder, const Line& line, Cursor) {
    Cursor rest(Trim(line.text));
    Cursor first = rest;
    if (!TakeLevel(builder, rest)) {
        if (!rest.Skip("*") || !rest.SkipPast(" = ")) return false;
        builder.AddDamage(DamageKind::kUnreadable, line.number, first.Token());
        rest.HexDigits();
    }
    while (TakeLevel(builder, rest)) continue;
    return true;
}

// #PF: supervisor read access in kernel mode    #PF: error_code(0x0002) - not-present page
bool ReadPageFault(EventBuilder& builder, const Line& line, Cursor rest) {
    EventFault& fault = builder.event.fault;
    if (rest.Skip("error_code(0x")) {
        builder.SetFaultStatus(rest.HexDigits(), line);
        if (rest.Skip(") - ")) builder.AddFact("fault_name", rest.rest());
        return true;
    }
    Cursor access = rest;
    access.Token();
    if (!access.Skip(" ")) return false;
    builder.AddFact("privilege", rest.Token());
    if (access.Skip("read ")) fault.stated_access = Access::kRead;
    if (access.Skip("write ")) fault.stated_access = Access::kWrite;
    if (access.Skip("instruction fetch ")) {
        fault.stated_access = Access::kExecute;
        fault.prefetch = true;
    }
    return true;
}

// #PF error: [normal kernel read fault] (5.0 to 5.2)
bool ReadPageFaultName(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("fault_name", rest.Until("]"));
    return true;
}

// CPU 1    CPU:    0, on a line of its own before 3.11
bool ReadBareCpu(EventBuilder& builder, const Line&, Cursor rest) {
    rest.Skip(":");
    rest.SkipSpaces();
    std::optional<uint32_t> cpu = rest.Decimal32();
    rest.SkipSpaces();
    if (!cpu || !rest.at_end()) return false;
    if (!builder.event.cpu && !builder.other_cpu) builder.event.cpu = cpu;
    return true;
}

//  printing eip:
// c0102030
bool ReadPrintedEip(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    std::string_view digits = rest.HexDigits();
    if (digits.empty()) {
        builder.continuation = ReadPrintedEip;
        return rest.at_end();
    }
    if (digits.size() != 8 || !SetX86(builder, Arch::kI386)) return false;
    StateRegister(builder, i386::kEip, digits, 8, line);
    rest.SkipSpaces();
    while (TakeLevel(builder, rest)) continue;
    return true;
}

constexpr LineRule kLines[] = {
    {"RIP", ReadRip, true},
    {"EIP is at ", ReadEipIsAt, true},
    {"EIP", ReadEip, true},
    {"IP:", ReadIp, true},
    {"printing eip:", ReadPrintedEip},
    {"PGD ", ReadLevels},
    {"P4D ", ReadLevels},
    {"PUD ", ReadLevels},
    {"PMD ", ReadLevels},
    {"PTE ", ReadLevels},
    {"*p", ReadLevels},
    {"#PF: ", ReadPageFault, true},
    {"#PF error: [", ReadPageFaultName},
    {"CPU", ReadBareCpu},
    {"Stack:", ReadX86Stack, true},
    // Lines that no broken line goes on with.
    {"RSP: ", ReadX86Registers, true},
    {"RAX: ", ReadX86Registers, true},
    {"RDX: ", ReadX86Registers, true},
    {"RBP: ", ReadX86Registers, true},
    {"", ReadX86Registers, true},
};

}  // namespace

constinit const std::span<const LineRule> kX86Lines = kLines;

}  // namespace faultbox
