#include "host/report/fault_text.h"

#include <gtest/gtest.h>

#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

TEST(FaultText, StatusInWords) {
    FaultText text = DecodeStatus(Arch::kArm, 0x80000205, false);
    EXPECT_EQ(text.access, Access::kExecute);
    EXPECT_EQ(text.cause, "translation fault, level 1");
    EXPECT_FALSE(text.fields.empty());
    EXPECT_EQ(DecodeStatus(Arch::kUnknown, 0x5, false).cause, "");
}

TEST(FaultText, Fields) {
    BitFields fields;
    fields.Append({"WnR", 11, 11, 1, "write"});
    fields.Append({"STATUS", 5, 0, 5, nullptr});
    std::vector<FieldText> texts = FieldsOf(fields);
    ASSERT_EQ(texts.size(), 2u);
    EXPECT_EQ(texts[0].bits, "11");
    EXPECT_EQ(texts[0].meaning, "write");
    EXPECT_EQ(texts[1].bits, "5:0");
    EXPECT_EQ(texts[1].meaning, "");
}

TEST(FaultText, OfAnUnknownCpuOnlyTheWordsCount) {
    format::Event event;
    event.set_arch(77);
    event.set_fault_status(0xa05);
    EXPECT_EQ(DecodeFault(event).access, Access::kUnknown);
    event.set_stated_access(static_cast<uint32_t>(Access::kRead));
    FaultText text = DecodeFault(event);
    EXPECT_EQ(text.access, Access::kRead);
    EXPECT_EQ(text.cause, "");
    EXPECT_EQ(DisagreementOf(event), "");
}

// FSR of the DRA74x crash: LPAE (bit 9), WnR (bit 11), status 0b000101 (ARM ARM DDI 0406C, B3.13.3).
TEST(FaultText, TheStatusStandsWhereTheWordsDiffer) {
    format::Event event;
    event.set_arch(static_cast<uint32_t>(Arch::kArm));
    event.set_fault_status(0xa05);
    EXPECT_EQ(DecodeFault(event).access, Access::kWrite);
    EXPECT_EQ(DecodeFault(event).cause, "translation fault, level 1");
    event.set_stated_access(static_cast<uint32_t>(Access::kRead));
    FaultText text = DecodeFault(event);
    EXPECT_EQ(text.access, Access::kWrite);
    EXPECT_EQ(DisagreementOf(event), "the kernel's words say read, its fault status says write");
}

TEST(FaultText, EventsAreCollectedWithTheirRelations) {
    std::vector<DecodedInput> inputs(2);
    for (DecodedInput& input : inputs) {
        format::CrashRecord& record = input.records.Add();
        record.add_event();
        format::Event& second = *record.add_event();
        second.set_relation(static_cast<uint32_t>(Relation::kFollowed));
        second.set_relation_to(0);
        format::Event& lying = *record.add_event();
        lying.set_relation(static_cast<uint32_t>(Relation::kFollowed));
        lying.set_relation_to(3);
    }
    Report report = CollectEvents(inputs);
    ASSERT_EQ(report.inputs.size(), 2u);
    ASSERT_EQ(report.inputs[1].events.size(), 3u);
    EXPECT_FALSE(report.inputs[1].events[0].related_to);
    EXPECT_EQ(report.inputs[0].events[1].related_to, 0u);
    EXPECT_EQ(report.inputs[1].events[1].related_to, 3u);
    EXPECT_FALSE(report.inputs[1].events[2].related_to);
}

}  // namespace
}  // namespace faultbox
