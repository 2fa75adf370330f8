#include "host/input/read_error_record.h"

#include <gtest/gtest.h>

#include <format>
#include <string>

#include "host/input/detect.h"
#include "host/input/event_facts.h"
#include "host/input/read_input.h"
#include "tests/unit/arch/cper/record_bytes.h"

namespace faultbox {
namespace {

using Facts = std::vector<std::string>;

// All facts but the head's, "key=value".
Facts SectionFacts(const format::Event& event) {
    Facts facts;
    for (const format::Fact& fact : event.fact()) {
        if (!fact.key().starts_with("section.")) continue;
        std::string value = fact.text();
        if (fact.has_number())
            value = fact.hex() ? std::format("0x{:x}", fact.number()) : std::to_string(fact.number());
        facts.push_back(fact.key().substr(8) + "=" + value);
    }
    return facts;
}

std::string FactOf(const format::Event& event, std::string_view key) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == key) return fact.has_number() ? std::format("{:x}", fact.number()) : fact.text();
    }
    return "absent";
}

TEST(ErrorRecord, BootErrorRegionWithTwoBlocksAndPadding) {
    RecordBytes bytes = StatusBlockOf(PcieGuid, PcieBody(), 1);
    bytes.Append(StatusBlockOf(MemoryGuid, MemoryBody(), 2)).Zeros(500);
    EXPECT_EQ(DetectKind("BERT", bytes.view()), InputKind::kErrorRecord);
    Result<DecodedInput> input = ReadInput("/sys/firmware/acpi/tables/data/BERT", bytes.view(), std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_FALSE(input->damaged);
    std::vector<const format::Event*> events;
    for (const format::CrashRecord& record : input->records) {
        for (const format::Event& event : record.event()) events.push_back(&event);
    }
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(KindOf(*events[0]), EventKind::kHardwareError);
    EXPECT_EQ(SeverityOf(*events[0]), Severity::kFatal);
    EXPECT_EQ(events[0]->headline(), "ACPI error status block: fatal, PCIe error");
    EXPECT_EQ(FactOf(*events[0], "hw.severity"), "fatal");
    EXPECT_EQ(FactOf(*events[0], "hw.block_status"), "11");
    EXPECT_EQ(SectionFacts(*events[0]), (Facts{"type=PCIe error",
                                               "severity=fatal",
                                               "flags=0x1",
                                               "fru_text=DIMM_A1",
                                               "port_type=4",
                                               "version=1.16",
                                               "command=0x547",
                                               "status=0x4010",
                                               "vendor_id=0x8086",
                                               "device_id=0x2f04",
                                               "pci_address=0000:80:02.0",
                                               "class_code=060400",
                                               "secondary_bus=0x81",
                                               "slot=5",
                                               "bridge_secondary_status=0x2000",
                                               "bridge_control=0x3",
                                               "aer_uncor_status=0x4000",
                                               "aer_uncor_mask=0x100000",
                                               "aer_uncor_severity=0x62030",
                                               "aer_cor_status=0x0",
                                               "aer_cor_mask=0x2000",
                                               "aer_control=0xe",
                                               "tlp_header=40000001 0000030f 90028090 00000000",
                                               "aer_root_command=0x7",
                                               "aer_root_status=0x54",
                                               "first_error=14"}));
    EXPECT_EQ(SeverityOf(*events[1]), Severity::kWarning);
    EXPECT_EQ(FactOf(*events[1], "section.type"), "memory error");
    EXPECT_EQ(FactOf(*events[1], "section.physical_address"), "963d9b020");
}

TEST(ErrorRecord, DamageIsNoted) {
    RecordBytes bytes = StatusBlockOf(PcieGuid, MemoryBody(), 0);
    bytes.Text("no record", 9);
    Result<DecodedInput> input = ReadInput("x", bytes.view(), std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_TRUE(input->damaged);
    ASSERT_EQ(input->notes.size(), 2u);
    EXPECT_EQ(input->notes[0], "record at offset 0x0, section 1 is too short for its type");
    EXPECT_EQ(input->notes[1], "what stands at offset 0xa4 is no error record");
}

TEST(ErrorRecord, UnknownSectionByGuidAndSize) {
    RecordBytes body;
    body.Zeros(24);
    auto unknown = [](RecordBytes& to) { to.Guid(0x5e4706c1, 0x5356, 0x48c6, {0x93, 0x0b, 0x52, 0xf2, 1, 2, 3, 4}); };
    RecordBytes bytes = StatusBlockOf(unknown, body, 3);
    Result<DecodedInput> input = ReadInput("x", bytes.view(), std::nullopt);
    ASSERT_TRUE(input);
    const format::Event& event = input->records[0].event(0);
    EXPECT_EQ(SeverityOf(event), Severity::kInfo);
    EXPECT_EQ(FactOf(event, "section.type"), "unknown section");
    EXPECT_EQ(FactOf(event, "section.guid"), "5e4706c1-5356-48c6-930b-52f201020304");
    EXPECT_EQ(FactOf(event, "section.length"), "18");
}

TEST(ErrorRecord, TruncatedRecordIsAnError) {
    RecordBytes bytes;
    bytes.Text("CPER", 4).U16(0x101).U32(0xffffffff).U16(1).Zeros(200);
    EXPECT_EQ(DetectKind("x", bytes.view()), InputKind::kErrorRecord);
    EXPECT_FALSE(ReadInput("x", bytes.view(), std::nullopt));
}

}  // namespace
}  // namespace faultbox
