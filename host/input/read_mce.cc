#include "host/input/read_mce.h"

#include <format>
#include <memory>
#include <string>

#include "arch/x86/mce_record.h"

namespace faultbox {
namespace {

void AddNumber(CrashEvent& event, const char* key, std::optional<uint64_t> value, bool hex) {
    if (value) event.facts.Append({.key = key, .text = {}, .number = value, .hex = hex});
}

void AddFacts(const x86::MceRecord& record, CrashEvent& event) {
    AddNumber(event, "mce.cpu", record.cpu, false);
    AddNumber(event, "mce.mcgstatus", record.mcg_status, true);
    AddNumber(event, "mce.bank", record.bank, false);
    AddNumber(event, "mce.status", record.status, true);
    AddNumber(event, "mce.ip", record.ip, true);
    AddNumber(event, "mce.tsc", record.tsc, true);
    AddNumber(event, "mce.address", record.address, true);
    AddNumber(event, "mce.misc", record.misc, true);
    AddNumber(event, "mce.synd", record.synd, true);
    AddNumber(event, "mce.ipid", record.ipid, true);
    AddNumber(event, "mce.ppin", record.ppin, true);
    AddNumber(event, "mce.vendor", record.vendor_number, false);
    AddNumber(event, "mce.cpuid", record.cpuid, true);
    AddNumber(event, "mce.time", record.time_s, false);
    AddNumber(event, "mce.socket", record.socket, false);
    AddNumber(event, "mce.apic", record.apic, true);
    AddNumber(event, "mce.microcode", record.microcode, true);
    AddNumber(event, "mce.mcgcap", record.mcg_cap, true);
}

// As the console's reader does it: target/oops/kinds/machine_check.cc.
Severity SeverityOf(const x86::MceRecord& record) {
    if (!Bit(record.status, x86::kStatusUc)) return Severity::kWarning;
    return Bit(record.status, x86::kStatusPcc) ? Severity::kFatal : Severity::kError;
}

std::string HeadlineOf(const x86::MceRecord& record) {
    constexpr unsigned kMcip = 2;
    return std::format("CPU {}: Machine Check{}: {:x} Bank {}: {:016x}", record.cpu,
                       Bit(record.mcg_status, kMcip) ? " Exception" : "", record.mcg_status, record.bank,
                       record.status);
}

}  // namespace

bool IsMceName(std::string_view name) {
    return name.substr(name.rfind('/') + 1).starts_with("mce-");
}

Result<void> AddMce(std::string_view name, Bytes content, RecordBuilder& builder) {
    Result<x86::MceRecord> record = x86::ReadMceRecord(content);
    if (!record) return std::unexpected(record.error());
    std::string headline = HeadlineOf(*record);
    auto event = std::make_unique<CrashEvent>();  // too large for the stack
    event->kind = EventKind::kMachineCheck;
    event->severity = SeverityOf(*record);
    event->headline = headline;
    event->first_line = event->line_count = 1;
    event->cpu = record->cpu;
    AddFacts(*record, *event);
    record::SourceFacts facts;
    facts.kind = record::SourceKind::kPstoreFile;
    facts.name = name.substr(name.rfind('/') + 1);
    builder.AddEvents(facts, AsText(content), [&](const auto& take) { take(*event); });
    return {};
}

}  // namespace faultbox
