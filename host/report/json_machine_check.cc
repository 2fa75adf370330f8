#include "host/report/json_machine_check.h"

#include <set>

#include "arch/x86/machine_check_text.h"
#include "host/explain/machine_check.h"
#include "host/report/fault_text.h"
#include "host/report/json_event.h"

namespace faultbox {
namespace {

std::optional<uint64_t> Widen(std::optional<uint32_t> value) {
    return value ? std::optional<uint64_t>(*value) : std::nullopt;
}

// Facts that have a member of their own above.
const std::set<std::string_view> kWritten = {"bank",  "status", "address", "misc", "cpu",
                                             "cpuid", "socket", "apic",    "time"};

// The first of each further fact, under its key without "mce."; of those that may be stated several times, all.
void WriteOthers(JsonWriter& json, const format::Event& event) {
    std::set<std::string_view> seen = kWritten;
    for (const format::Fact& fact : event.fact()) {
        std::string_view key = fact.key();
        key.remove_prefix(key.starts_with("mce.") ? 4 : 0);
        if (key == "text" || !seen.insert(key).second) continue;
        json.AnyKey(key);
        if (!fact.has_number()) {
            json.String(fact.text());
        } else {
            fact.hex() ? json.Hex(fact.number()) : json.Number(fact.number());
        }
    }
    json.Key("text");
    json.BeginArray();
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == "mce.text") json.String(fact.text());
    }
    json.EndArray();
}

}  // namespace

void WriteMachineCheckJson(JsonWriter& json, const format::Event& event) {
    MachineCheckReport report = ReadMachineCheck(event);
    const x86::MachineCheck check = report.check.value_or(x86::MachineCheck{});
    json.BeginObject();
    json.NumberMember("bank", Widen(check.bank));
    json.TextMember("bank_name", report.check && x86::BankName(check) != nullptr ? x86::BankName(check) : "");
    json.HexMember("status", report.check ? std::optional(check.status) : std::nullopt);
    json.HexMember("address", report.address);
    json.HexMember("misc", check.misc);
    json.Key("cpus");
    json.BeginArray(JsonLayout::kOneLine);
    for (uint32_t cpu : report.cpus) json.Number(cpu);
    json.EndArray();
    json.HexMember("cpuid", report.cpuid);
    json.NumberMember("socket", report.socket);
    json.NumberMember("apic", report.apic);
    json.NumberMember("time", report.time_s);
    FaultText status;
    if (report.check) status.fields = FieldsOf(x86::DescribeMciStatus(check));
    WriteFaultFields(json, status);
    json.TextMember("meaning", MeaningOf(report));
    WriteOthers(json, event);
    json.EndObject();
}

}  // namespace faultbox
