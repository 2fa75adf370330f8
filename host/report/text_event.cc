#include "host/report/text_event.h"

#include <format>

#include "arch/registry.h"
#include "host/input/event_facts.h"
#include "host/report/crashed_system.h"
#include "host/report/names.h"
#include "host/report/text_code.h"
#include "host/report/text_explanation.h"
#include "host/report/text_fault.h"
#include "host/report/text_hardware_error.h"
#include "host/report/text_machine_check.h"
#include "host/report/title.h"
#include "host/report/user_crash_report.h"
#include "host/report/wording.h"

namespace faultbox {
namespace {

std::string DescribeRelation(const EventReport& report) {
    std::string other = report.related_to ? std::format("event {}", *report.related_to + 1) : "another event";
    switch (RelationOf(*report.event)) {
        case Relation::kRoot:
            return "";
        case Relation::kFollowed:
            return "followed " + other;
        case Relation::kSameCrash:
            return "the same crash as " + other + ", seen again";
        case Relation::kRepeat:
            return "a repeat of " + other;
    }
    return "";
}

// "zone 0 at 0x0" of a raw region is the dmesg record there.
std::string NameOfSource(const format::Source& source) {
    const char* kind = source.kind() == format::Source::RAMOOPS_RECORD    ? "dmesg record"
                       : source.kind() == format::Source::RAMOOPS_CONSOLE ? "console log"
                       : source.kind() == format::Source::RAMOOPS_PMSG    ? "pmsg log"
                       : source.kind() == format::Source::RAMOOPS_FTRACE  ? "ftrace log"
                                                                          : nullptr;
    return kind == nullptr ? source.name() : std::format("{} ({} of the region)", kind, source.name());
}

std::string DescribePlace(const format::CrashRecord& record, const format::Event& event) {
    std::string place;
    if (event.source() < static_cast<uint32_t>(record.source_size())) {
        place = NameOfSource(record.source(static_cast<int>(event.source())));
    }
    if (event.first_line() != 0 && event.line_count() != 0) {
        if (!place.empty()) place += ", ";
        uint64_t last = uint64_t{event.first_line()} + event.line_count() - 1;
        place += event.line_count() == 1 ? std::format("line {}", event.first_line())
                                         : std::format("lines {} to {}", event.first_line(), last);
    }
    return place;
}

std::string DescribeTime(const format::Event& event) {
    if (!event.has_time_us()) return "";
    return std::format("{}.{:06} s of kernel time", event.time_us() / 1000000, event.time_us() % 1000000);
}

std::string DescribeTask(const format::Event& event) {
    std::string task = event.comm();
    if (event.has_pid()) task += std::format("{}pid {}", task.empty() ? "" : ", ", event.pid());
    if (event.has_cpu()) task += std::format("{}CPU {}", task.empty() ? "" : ", ", event.cpu());
    if (!event.workqueue().empty()) task += ", workqueue " + event.workqueue();
    return task;
}

std::string DescribeKernel(const format::Event& event) {
    std::string kernel = event.release();
    if (!event.build().empty()) kernel += " " + event.build();
    const ArchInfo* arch = FindArch(ArchOf(event));
    if (arch != nullptr) kernel += std::format("{}{}", kernel.empty() ? "" : ", ", arch->name);
    if (event.has_taint()) kernel += event.taint().empty() ? ", not tainted" : ", tainted: " + event.taint();
    if (event.has_kernel_offset()) kernel += std::format(", moved by 0x{:x} (KASLR)", event.kernel_offset());
    return kernel;
}

std::string DescribeModules(const format::Event& event) {
    std::string modules;
    for (const format::Module& module : event.module()) {
        if (!modules.empty()) modules += ' ';
        modules += module.name();
        if (!module.taint().empty()) modules += std::format("({})", module.taint());
    }
    return modules;
}

void WriteIdentity(TextWriter& text, const EventReport& report) {
    const format::Event& event = *report.event;
    text.Heading("System");
    text.Field("kernel", DescribeKernel(event));
    std::string build_id = HexOf(event.kernel_build_id());
    text.Field("build id", event.build_id_from_manifest() ? build_id + " (by the manifest of the boot)" : build_id);
    if (report.record->has_crashed()) WriteCrashedSystemText(text, report.record->crashed());
    text.Field("hardware", event.hardware());
    text.Field("task", DescribeTask(event));
    text.Field("modules", DescribeModules(event));
    text.Field("seen in", DescribePlace(*report.record, event));
    text.Field("time", DescribeTime(event));
    text.Field("signature", std::format("{:016x}", report.user ? report.record->signature() : SignatureOf(event).hash));
}

void WriteFacts(TextWriter& text, const format::Event& event) {
    if (event.fact_size() == 0) return;
    if (KindOf(event) == EventKind::kHardwareError) return WriteHardwareErrorText(text, event);
    bool machine_check = KindOf(event) == EventKind::kMachineCheck;
    std::vector<std::vector<std::string>> rows;
    for (const format::Fact& fact : event.fact()) {
        // Those stand decoded under a heading of their own.
        if (machine_check && fact.key().starts_with("mce.") && fact.key() != "mce.text") continue;
        std::string value = fact.text();
        if (fact.has_number())
            value = fact.hex() ? std::format("0x{:x}", fact.number()) : std::to_string(fact.number());
        std::string key = fact.key();
        if (key.starts_with("user.")) key = key.substr(5);
        rows.push_back({key, value});
    }
    if (!rows.empty()) text.Heading("Stated");
    text.Table(2, rows);
    WriteDecodedFactsText(text, event);
}

void WriteDamageAndNotes(TextWriter& text, const EventReport& report) {
    if (report.event->damage_size() != 0) text.Heading("Damage found in the text");
    for (const format::Damage& damage : report.event->damage()) {
        text.Line(2, std::format("line {}: {}", damage.line(), DescribeDamage(damage)), Emphasis::kNone, 2);
    }
    std::vector<std::string> notes = NotesOf(*report.record, *report.event);
    notes.insert(notes.end(), report.analysis->notes.begin(), report.analysis->notes.end());
    if (!notes.empty()) text.Heading("Notes");
    for (const std::string& note : notes) text.Line(2, note, Emphasis::kNone, 2);
}

void WriteTitle(TextWriter& text, const EventReport& report, size_t number, size_t total) {
    const format::Event& event = *report.event;
    std::string heading = total == 1 ? "Event: " : std::format("Event {} of {}: ", number + 1, total);
    heading += std::format("{} ({})", KindName(KindOf(event)), NameOf(SeverityOf(event)));
    text.Heading(heading);
    text.Line(2, TitleOf(event), SeverityOf(event) >= Severity::kError ? Emphasis::kAlarm : Emphasis::kStrong, 2);
    std::string relation = DescribeRelation(report);
    if (!relation.empty()) text.Line(2, relation);
    if (!event.panic_reason().empty() && !event.headline().contains(event.panic_reason())) {
        text.Line(2, "panic: " + event.panic_reason(), Emphasis::kNone, 2);
    }
}

}  // namespace

void WriteEventText(TextWriter& text, const EventReport& report, size_t number, size_t total) {
    WriteTitle(text, report, number, total);
    WriteVerdict(text, report);
    WriteWhere(text, report);
    WriteFindings(text, *report.analysis);
    WriteFaultText(text, report);
    WriteMachineCheckText(text, *report.event);
    WriteFacts(text, *report.event);
    WriteRegistersText(text, *report.event);
    WriteCodeText(text, *report.event);
    WriteTraceText(text, report);
    if (report.user) WriteUserCrashText(text, report.record->user_crash(), *report.user);
    WriteIdentity(text, report);
    WriteDamageAndNotes(text, report);
}

}  // namespace faultbox
