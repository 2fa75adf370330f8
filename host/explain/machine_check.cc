#include "host/explain/machine_check.h"

#include <format>
#include <string_view>

#include "arch/x86/machine_check_text.h"

namespace faultbox {
namespace {

std::optional<uint64_t> FirstNumber(const format::Event& event, std::string_view key) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == key && fact.has_number()) return fact.number();
    }
    return std::nullopt;
}

std::optional<uint32_t> Narrow(std::optional<uint64_t> value) {
    if (!value || *value > UINT32_MAX) return std::nullopt;
    return static_cast<uint32_t>(*value);
}

x86::MachineCheck MakeCheck(const format::Event& event, uint64_t status) {
    x86::MachineCheck check;
    check.status = status;
    check.bank = Narrow(FirstNumber(event, "mce.bank"));
    check.misc = FirstNumber(event, "mce.misc");
    check.mcg_status = FirstNumber(event, "mce.mcgstatus");
    check.mcg_cap = FirstNumber(event, "mce.mcgcap");
    check.ipid = FirstNumber(event, "mce.ipid");
    check.cpuid = Narrow(FirstNumber(event, "mce.cpuid"));
    if (auto vendor = FirstNumber(event, "mce.vendor")) check.vendor = x86::VendorFromNumber(*vendor);
    return check;
}

void Append(std::string& list, std::string_view item, std::string_view separator) {
    if (!list.empty() && !item.empty()) list += separator;
    list += item;
}

// What stands behind the error code: "data read, data, level 1".
std::string PartsOf(const x86::MachineCheck& check) {
    std::string parts;
    bool behind = false;
    for (const BitField& field : x86::DescribeMciStatus(check)) {
        bool filter = std::string_view(field.name) == "F";
        if (behind && !filter && field.meaning != nullptr) Append(parts, field.meaning, ", ");
        behind |= field.high == 15 && field.low == 0;
    }
    return parts;
}

std::string ModelPart(const x86::MachineCheck& check) {
    bool amd = x86::IsAmdLike(check.vendor);
    x86::ModelText model = x86::DescribeModelSpecific(check);
    std::string text;
    for (const BitField& field : model.fields) {
        if (field.meaning != nullptr) Append(text, field.meaning, ", ");
    }
    if (!text.empty() || model.reference != nullptr) return text;
    uint64_t code = amd ? Bits(check.status, x86::ExtendedCodeHigh(check), 16) : Bits(check.status, 31, 16);
    if (code == 0) return text;
    if (check.vendor == x86::Vendor::kUnknown) return std::format("bits 31:16, 0x{:04x}, are model specific", code);
    return std::format("{} 0x{:04x} is model specific and not published for this processor and bank",
                       amd ? "extended error code" : "MSCOD", code);
}

std::string FlagPart(const x86::MachineCheck& check) {
    auto word = [&](unsigned bit, const char* set, const char* clear) { return Bit(check.status, bit) ? set : clear; };
    return std::format("{}, {}, {}", word(x86::kStatusOver, "errors were lost (overflow)", "no overflow"),
                       word(x86::kStatusAddrV, "ADDR valid", "ADDR not valid"),
                       word(x86::kStatusMiscV, "MISC valid", "MISC not valid"));
}

// Code 0400H (SDM table 15-9): the processor waited too long. Bus errors have a bit for that, AMD's units a watchdog.
bool IsOfWaiting(const x86::MachineCheck& check) {
    constexpr uint64_t kInternalTimer = 0x0400;
    constexpr unsigned kTimedOut = 8;
    const x86::CodeForm form = x86::FormOf(check);
    if (form == x86::CodeForm::kBus) return Bit(check.status, kTimedOut);
    return (form == x86::CodeForm::kSimple && Bits(check.status, 15, 0) == kInternalTimer) ||
           ModelPart(check).contains("watchdog");
}

// Memories, caches and buses fail by themselves; a processor may wait for a device that a driver has set up wrongly.
const char* BlameOf(const x86::MachineCheck& check) {
    if (IsOfWaiting(check)) {
        return "A timer of the processor ran out; what it waited for, and whether hardware or a driver kept it "
               "waiting, is not in the text.";
    }
    switch (x86::FormOf(check)) {
        case x86::CodeForm::kGenericCache:
        case x86::CodeForm::kTlb:
        case x86::CodeForm::kMemory:
        case x86::CodeForm::kCache:
        case x86::CodeForm::kExtendedMemory:
        case x86::CodeForm::kBus:
            return "It is not a software problem.";
        default:
            return "What brought it about is not in the text.";
    }
}

std::string CodePart(const x86::MachineCheck& check) {
    std::string code = x86::CodeName(check);
    if (std::string parts = PartsOf(check); !parts.empty()) code += std::format(" ({})", parts);
    return code;
}

}  // namespace

std::string CpuList(const std::vector<uint32_t>& cpus) {
    std::string list = cpus.size() == 1 ? "CPU " : "CPUs ";
    for (size_t i = 0; i < cpus.size(); ++i) {
        if (i > 0) list += i + 1 == cpus.size() ? " and " : ", ";
        list += std::to_string(cpus[i]);
    }
    return cpus.empty() ? "" : list;
}

MachineCheckReport ReadMachineCheck(const format::Event& event) {
    MachineCheckReport report;
    if (auto status = FirstNumber(event, "mce.status")) report.check = MakeCheck(event, *status);
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == "mce.notice" && report.notice.empty()) report.notice = fact.text();
        if (fact.key() != "mce.cpu" || !fact.has_number()) continue;
        if (auto cpu = Narrow(fact.number())) report.cpus.push_back(*cpu);
    }
    report.address = FirstNumber(event, "mce.address");
    report.cpuid = FirstNumber(event, "mce.cpuid");
    report.socket = FirstNumber(event, "mce.socket");
    report.apic = FirstNumber(event, "mce.apic");
    report.time_s = FirstNumber(event, "mce.time");
    return report;
}

std::string MeaningOf(const MachineCheckReport& report) {
    if (!report.check) return "";
    const x86::MachineCheck& check = *report.check;
    std::string meaning = x86::ClassName(x86::Classify(check));
    const char* bank = x86::BankName(check);
    Append(meaning, bank == nullptr ? "" : bank, "; ");
    Append(meaning, CodePart(check), "; ");
    Append(meaning, ModelPart(check), "; ");
    Append(meaning, FlagPart(check), "; ");
    return meaning;
}

std::string VerdictOf(const MachineCheckReport& report) {
    std::string cpus = CpuList(report.cpus);
    if (!report.check) {
        if (report.notice.contains("emperature above threshold")) {
            return std::format("Hardware: the processor{} got too hot and slows itself down; not a software problem.",
                               cpus.empty() ? "" : " (" + cpus + ")");
        }
        return std::format("Hardware: the processor reported an error{}, of which the text says no more.",
                           cpus.empty() ? "" : " on " + cpus);
    }
    const x86::MachineCheck& check = *report.check;
    std::string where = check.bank ? std::format("bank {}", *check.bank) : "a bank";
    if (const char* bank = x86::BankName(check); bank != nullptr) where += std::format(", {}", bank);
    std::string code = CodePart(check);
    if (x86::DescribeModelSpecific(check).reference != nullptr) Append(code, ModelPart(check), "; ");
    return std::format("Hardware: the processor itself reported this ({}{}{}): {}; {}. {}", cpus,
                       cpus.empty() ? "" : ", ", where, x86::ClassName(x86::Classify(check)), code, BlameOf(check));
}

}  // namespace faultbox
