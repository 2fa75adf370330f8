#include "host/explain/hardware_verdict.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

void AddFact(format::Event& event, const char* key, const char* text) {
    format::Fact* fact = event.add_fact();
    fact->set_key(key);
    fact->set_text(text);
}

TEST(HardwareVerdict, SaysWhatAndWhere) {
    format::Event event;
    AddFact(event, "hw.source", "GHES");
    AddFact(event, "hw.severity", "fatal");
    AddFact(event, "section.type", "PCIe error");
    AddFact(event, "section.pci_address", "0000:00:03.0");
    AddFact(event, "section.type", "memory error");
    EXPECT_EQ(HardwareVerdict(event),
              "Hardware: the platform reported an error of severity fatal: PCIe error at 0000:00:03.0; memory error.");
}

TEST(HardwareVerdict, WithoutSectionsThereIsNone) {
    format::Event event;
    AddFact(event, "hw.severity", "info");
    EXPECT_EQ(HardwareVerdict(event), "");
}

}  // namespace
}  // namespace faultbox
