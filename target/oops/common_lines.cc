#include "target/oops/common_lines.h"

#include "target/oops/code_line.h"
#include "target/oops/cpu_line.h"
#include "target/oops/event_builder.h"
#include "target/oops/module_list.h"
#include "target/oops/trace_lines.h"

namespace faultbox {
namespace {

// Hardware name: Generic DRA74X (Flattened Device Tree)
bool ReadHardware(EventBuilder& builder, const Line&, Cursor rest) {
    if (builder.event.hardware.empty() && !builder.other_cpu) builder.event.hardware = Trim(rest.rest());
    return true;
}

// Workqueue: hci0 hci_cmd_sync_work [bluetooth]
bool ReadWorkqueue(EventBuilder& builder, const Line&, Cursor rest) {
    if (builder.event.workqueue.empty() && !builder.other_cpu) builder.event.workqueue = Trim(rest.rest());
    return true;
}

// task: ec95a700 ti: ec98c000 task.ti: ec98c000    task: ef0ecd00 task.stack: ef158000
bool ReadTask(EventBuilder& builder, const Line&, Cursor rest) {
    rest.SkipSpaces();
    std::optional<uint64_t> task = rest.Hex();
    rest.SkipSpaces();
    if (!rest.Skip("ti: ") && !rest.Skip("task.stack: ")) return false;
    if (!builder.other_cpu) builder.AddHexFact("task", task);
    return true;
}

// last sysfs file: /sys/devices/virtual/irqk/irqk/dev
bool ReadLastSysfsFile(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddFact("last_sysfs_file", Trim(rest.rest()));
    return true;
}

// Process udevd (pid: 614, stack limit = 0x(ptrval))
bool ReadProcess(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    size_t at = rest.rest().rfind(" (pid: ");
    if (at == std::string_view::npos) return false;
    std::string_view comm = rest.rest().substr(0, at);
    rest.Skip(rest.rest().substr(0, at + 7));
    std::string_view digits = rest.rest();
    std::optional<uint32_t> pid = rest.Decimal32();
    if (!pid || builder.other_cpu) return pid.has_value();
    if (builder.event.comm.empty()) builder.event.comm = comm;
    if (builder.event.pid && *builder.event.pid != *pid) {
        builder.AddDamage(DamageKind::kDiscrepancy, line.number, digits.substr(0, digits.size() - rest.rest().size()));
    }
    if (!builder.event.pid) builder.event.pid = pid;
    return true;
}

// pgd = ed5bc480    pgd = (ptrval)
bool ReadPgd(EventBuilder& builder, const Line&, Cursor rest) {
    builder.AddHexFact("pgd", rest.Hex());
    return true;
}

// *pgd=80000000207003    *pmd=00e0071d(bad)    pgd=18000001bffff003, of arm64 since 4.17
bool ReadPageTableEntry(EventBuilder& builder, Cursor& rest) {
    rest.SkipSpaces();
    rest.Skip(",");
    rest.SkipSpaces();
    rest.Skip("*");
    PageTableEntry entry;
    entry.level = rest.Until("=");
    if (rest.at_end()) return false;
    entry.value = rest.Hex();
    entry.bad = rest.Skip("(bad)");
    if (entry.level.empty() || entry.level.size() > 4) return false;
    if (!entry.value) rest.Token();
    builder.event.fault.page_table.Append(entry);
    return true;
}

// [0000002c] *pgd=00000000
// [c0eb987e] *pgd=80000000207003, *pmd=00e0071d(bad)
// [0000000000000010] pgd=00000000eb16c003, p4d=00000000eb16c003, pud=00000000eb16d003, pmd=0000000000000000
bool ReadPageTable(EventBuilder& builder, const Line& line, Cursor rest) {
    std::string_view address = rest.HexDigits();
    if (address.empty() || !rest.Skip("] ")) return false;
    Cursor entries = rest;
    rest.Skip("*");
    if (!rest.Skip("pgd=")) return false;
    if (!builder.event.fault.page_table.empty()) return true;
    builder.SetFaultAddress(address, line);
    while (ReadPageTableEntry(builder, entries)) continue;
    return true;
}

// ---[ end trace 0000000000000000 ]---
bool ReadEndTrace(EventBuilder& builder, const Line&, Cursor rest) {
    builder.event.end_trace_id = rest.HexDigits();
    builder.end_seen = true;
    return true;
}

// ---[ end Kernel panic - not syncing: Fatal exception ]---    ---[ end Kernel panic - not syncing: Fatal exception
bool ReadEndPanic(EventBuilder& builder, const Line&, Cursor) {
    builder.end_seen = true;
    return true;
}

// Kernel Offset: 0x1c000000 from 0xffffffff81000000 (relocation range: …)    Kernel Offset: disabled
bool ReadKernelOffset(EventBuilder& builder, const Line&, Cursor rest) {
    if (rest.Skip("disabled")) builder.event.kernel_offset = 0;
    if (!rest.Skip("0x")) return true;
    if (std::optional<uint64_t> offset = rest.Hex()) builder.event.kernel_offset = offset;
    return true;
}

// KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f], below a fault whose address was
// that of the shadow memory (kasan_non_canonical_hook, mm/kasan/report.c).
bool ReadKasanHint(EventBuilder& builder, const Line&, Cursor rest) {
    std::string_view name = rest.Until(" in range [");
    if (rest.at_end()) return false;
    builder.AddFact("kasan_hint", name);
    builder.AddFact("kasan_range", rest.Until("]"));
    EventKind& kind = builder.event.kind;
    bool of_shadow = kind == EventKind::kProtectionFault || kind == EventKind::kPageFault;
    if (of_shadow && name == "null-ptr-deref") kind = EventKind::kNullDereference;
    return true;
}

// Tainted: [W]=WARN, the flags in words, on a line of its own since 6.11.
bool SkipTaintWords(EventBuilder&, const Line&, Cursor) {
    return true;
}

constexpr LineRule kLines[] = {
    {"[", ReadPageTable, true},
    {"CPU: ", ReadCpuLine, true},
    {"Pid: ", ReadPidLine},
    {"Tainted: [", SkipTaintWords},
    {"Hardware name: ", ReadHardware},
    {"Workqueue: ", ReadWorkqueue},
    {"task: ", ReadTask},
    {"last sysfs file: ", ReadLastSysfsFile},
    {"Modules linked in:", ReadModuleList, true},
    {"Process ", ReadProcess, true},
    {"pgd = ", ReadPgd},
    {"Code: ", ReadCodeLine, true},
    {"Call trace:", ReadTraceHeader},
    {"Call Trace:", ReadTraceHeader},
    {"Backtrace:", ReadTraceHeader},
    {"---[ end trace ", ReadEndTrace},
    {"---[ end Kernel panic", ReadEndPanic},
    {"Kernel Offset: ", ReadKernelOffset},
    {"KASAN: ", ReadKasanHint},
};

constexpr LineRule kForms[] = {
    {"", ReadTraceLine, true},
};

}  // namespace

constinit const std::span<const LineRule> kCommonLines = kLines;
constinit const std::span<const LineRule> kCommonForms = kForms;

}  // namespace faultbox
