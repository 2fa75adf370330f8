#include "host/report/text_machine_check.h"

#include <chrono>
#include <format>

#include "arch/x86/machine_check_text.h"
#include "host/explain/machine_check.h"
#include "host/input/event_facts.h"
#include "host/report/fault_text.h"
#include "host/report/text_fault.h"

namespace faultbox {
namespace {

std::string DescribeProcessor(const MachineCheckReport& report) {
    std::string text = CpuList(report.cpus);
    if (report.socket) text += std::format("{}socket {}", text.empty() ? "" : "; ", *report.socket);
    if (!report.check || !report.check->cpuid) return text;
    x86::CpuSignature signature = x86::DecodeCpuid(*report.check->cpuid);
    return text + std::format("{}family 0x{:x}, model 0x{:x}, stepping {} (CPUID {:x})", text.empty() ? "" : "; ",
                              signature.family, signature.model, signature.stepping, *report.check->cpuid);
}

// Seconds since 1970 within the years that a clock of this age can show.
std::string DescribeTime(std::optional<uint64_t> seconds) {
    constexpr uint64_t kLatest = 253402300799;  // the end of 9999
    if (!seconds || *seconds > kLatest) return "";
    std::chrono::seconds since_epoch(static_cast<int64_t>(*seconds));
    auto days = std::chrono::floor<std::chrono::days>(since_epoch);
    std::chrono::year_month_day date{std::chrono::sys_days(days)};
    std::chrono::hh_mm_ss clock(since_epoch - days);
    return std::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

void WriteRegister(TextWriter& text, std::string_view name, std::optional<uint64_t> value, const BitFields& fields) {
    if (!value) return;
    text.Field(name, std::format("0x{:016x}", *value));
    WriteFieldTable(text, 4, FieldsOf(fields));
}

std::string References(const x86::MachineCheck& check) {
    std::string text = x86::CodeReference(check);
    const char* model = x86::DescribeModelSpecific(check).reference;
    return model == nullptr ? text : text + "; " + model;
}

}  // namespace

void WriteMachineCheckText(TextWriter& text, const format::Event& event) {
    if (KindOf(event) != EventKind::kMachineCheck) return;
    MachineCheckReport report = ReadMachineCheck(event);
    text.Heading("Machine check");
    text.Field("processor", DescribeProcessor(report));
    text.Field("notice", report.notice);
    text.Field("when", DescribeTime(report.time_s));
    if (!report.check) return;
    const x86::MachineCheck& check = *report.check;
    if (check.bank) {
        const char* name = x86::BankName(check);
        text.Field("bank", name == nullptr ? std::to_string(*check.bank) : std::format("{}, {}", *check.bank, name));
    }
    if (report.address) text.Field("address", std::format("0x{:x}", *report.address));
    text.Field("meaning", MeaningOf(report));
    text.Field("manual", References(check));
    WriteRegister(text, "status", check.status, x86::DescribeMciStatus(check));
    WriteRegister(text, "misc", check.misc, x86::DescribeMciMisc(check));
    WriteRegister(text, "mcg_status", check.mcg_status, x86::DescribeMcgStatus(check.mcg_status.value_or(0)));
    WriteRegister(text, "ipid", check.ipid, x86::DescribeIpid(check.ipid.value_or(0)));
}

}  // namespace faultbox
