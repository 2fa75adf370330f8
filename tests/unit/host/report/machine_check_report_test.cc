#include <gtest/gtest.h>

#include "host/report/json_machine_check.h"
#include "host/report/text_machine_check.h"
#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

void Add(format::Event& event, const char* key, uint64_t number, bool hex) {
    format::Fact& fact = *event.add_fact();
    fact.set_key(key);
    fact.set_number(number);
    fact.set_hex(hex);
}

// tests/unit/target/oops/data/x86_64-2.6.32-mce.log
format::Event InternalTimer() {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kMachineCheck));
    Add(event, "mce.cpu", 19, false);
    Add(event, "mce.mcgstatus", 4, true);
    Add(event, "mce.bank", 5, false);
    Add(event, "mce.status", 0xbe00000000800400, true);
    Add(event, "mce.address", 0x1579aa6, true);
    Add(event, "mce.vendor", 0, false);
    Add(event, "mce.cpuid", 0x206c2, true);
    Add(event, "mce.time", 1480763330, false);
    Add(event, "mce.socket", 0, false);
    Add(event, "mce.apic", 0x11, true);
    Add(event, "mce.cpu", 7, false);
    Add(event, "mce.apic", 0x10, true);
    format::Fact& text = *event.add_fact();
    text.set_key("mce.text");
    text.set_text("Some CPUs didn't answer in synchronization");
    return event;
}

bool Has(const std::string& text, std::string_view part) {
    return text.contains(part);
}

TEST(MachineCheckReport, Json) {
    JsonWriter json;
    WriteMachineCheckJson(json, InternalTimer());
    std::string text = json.Take();
    for (const char* member :
         {R"("bank": 5,)", R"("bank_name": null,)", R"("status": "0xbe00000000800400",)", R"("address": "0x1579aa6",)",
          R"("misc": null,)", R"("cpus": [19, 7],)", R"("cpuid": "0x206c2",)", R"("socket": 0,)", R"("apic": 17,)",
          R"("time": 1480763330,)",
          R"({"name": "PCC", "bits": "57", "value": 1, "meaning": "processor context corrupt"})",
          R"({"name": "MCACOD", "bits": "15:0", "value": 1024, "meaning": "internal timer error"})",
          R"("mcgstatus": "0x4",)", R"("Some CPUs didn't answer in synchronization")"}) {
        EXPECT_TRUE(Has(text, member)) << member << "\n" << text;
    }
}

TEST(MachineCheckReport, JsonOfANotice) {
    format::Event event;
    JsonWriter json;
    WriteMachineCheckJson(json, event);
    std::string text = json.Take();
    for (const char* member :
         {R"("bank": null,)", R"("status": null,)", R"("cpus": [],)", R"("fields": [],)", R"("meaning": null,)"}) {
        EXPECT_TRUE(Has(text, member)) << member << "\n" << text;
    }
}

TEST(MachineCheckReport, Text) {
    TextWriter writer(false);
    WriteMachineCheckText(writer, InternalTimer());
    std::string text = writer.Take();
    for (const char* words :
         {"CPUs 19 and 7; socket 0; family 0x6, model 0x2c, stepping 2 (CPUID 206c2)", "2016-12-03 11:08:50 UTC",
          "0x1579aa6", "internal timer error", "machine check exception in"}) {
        EXPECT_TRUE(Has(text, words)) << words << "\n" << text;
    }
    format::Event other;
    TextWriter nothing(false);
    WriteMachineCheckText(nothing, other);
    EXPECT_EQ(nothing.Take(), "");
}

}  // namespace
}  // namespace faultbox
