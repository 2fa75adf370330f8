#include "arch/cper/cper.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "record_bytes.h"

namespace faultbox::cper {
namespace {

using Values = std::multimap<std::string, uint64_t>;

// The fields that are numbers.
Values ValuesOf(const Section& section) {
    Values values;
    for (const Field& field : section.fields) {
        if (field.form != Form::kText && field.form != Form::kGuid && field.form != Form::kTlpHeader)
            values.emplace(field.name, field.value);
    }
    return values;
}

const Field* Find(const Section& section, std::string_view name) {
    for (const Field& field : section.fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

TEST(StatusBlock, MemoryOf80Bytes) {
    RecordBytes body = MemoryBody();
    ASSERT_EQ(body.size(), 80u);
    RecordBytes bytes = StatusBlockOf(MemoryGuid, body, 2);
    EXPECT_TRUE(IsStatusBlock(bytes.view()));
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(block->block_status, 0x12u);
    EXPECT_EQ(block->severity, 2u);
    EXPECT_EQ(block->bytes.size(), bytes.size());
    ASSERT_EQ(block->sections.size(), 1u);
    const Section& section = block->sections[0];
    EXPECT_EQ(section.type, SectionType::kMemory);
    EXPECT_EQ(section.fru_text, "DIMM_A1");
    EXPECT_FALSE(section.fru_id);
    EXPECT_EQ(section.flags, 1u);
    EXPECT_EQ(section.damage, nullptr);
    // Validation bits 0x1d5ffe: all but error status, target, rank, module handle and chip.
    EXPECT_EQ(ValuesOf(section), (Values{{"physical_address", 0x963d9b020},
                                         {"physical_address_mask", 0xfffffffffffff000},
                                         {"node", 1},
                                         {"card", 2},
                                         {"module", 3},
                                         {"bank", 0x502},
                                         {"bank_group", 5},
                                         {"bank_address", 2},
                                         {"device", 4},
                                         {"row", 11387 | 2 << 16},
                                         {"column", 1544},
                                         {"bit_position", 7},
                                         {"requestor_id", 0x11},
                                         {"responder_id", 0x22},
                                         {"error_type", 4},
                                         {"card_handle", 0x77}}));
}

TEST(StatusBlock, MemoryOf73BytesAndRevision300) {
    RecordBytes body = MemoryBody();
    body.bytes().resize(73);
    RecordBytes bytes = StatusBlockOf(MemoryGuid, body, 0, 0x300);
    EXPECT_TRUE(IsStatusBlock(bytes.view()));
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    ASSERT_EQ(block->sections.size(), 1u);
    EXPECT_EQ(block->sections[0].severity, 0u);
    EXPECT_EQ(Find(block->sections[0], "error_type")->value, 4u);
    EXPECT_EQ(Find(block->sections[0], "row")->value, 11387u);
    EXPECT_EQ(Find(block->sections[0], "card_handle"), nullptr);
}

TEST(StatusBlock, Memory2) {
    RecordBytes body;
    body.U64(0x3fffff).U64(0x400).U64(0x1000).U64(0xfff).U16(1).U16(2).U16(3).U16(0x0405).U32(6).U32(70000).U32(8);
    body.U32(9).U32(10).U8(11).U8(13).U8(1).U8(0).U64(14).U64(15).U64(16).U32(0x17).U32(0x18);
    ASSERT_EQ(body.size(), 96u);
    RecordBytes bytes = StatusBlockOf(Memory2Guid, body, 2);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(ValuesOf(block->sections[0]), (Values{{"error_status", 0x400},
                                                    {"physical_address", 0x1000},
                                                    {"physical_address_mask", 0xfff},
                                                    {"node", 1},
                                                    {"card", 2},
                                                    {"module", 3},
                                                    {"bank", 0x405},
                                                    {"bank_group", 4},
                                                    {"bank_address", 5},
                                                    {"device", 6},
                                                    {"row", 70000},
                                                    {"column", 8},
                                                    {"rank", 9},
                                                    {"bit_position", 10},
                                                    {"chip_id", 11},
                                                    {"error_type", 13},
                                                    {"status", 1},
                                                    {"requestor_id", 14},
                                                    {"responder_id", 15},
                                                    {"target_id", 16},
                                                    {"card_handle", 0x17},
                                                    {"module_handle", 0x18}}));
}

TEST(StatusBlock, Pcie) {
    RecordBytes body = PcieBody();
    ASSERT_EQ(body.size(), 208u);
    RecordBytes bytes = StatusBlockOf(PcieGuid, body, 1);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    const Section& section = block->sections[0];
    EXPECT_EQ(section.type, SectionType::kPcie);
    EXPECT_EQ(ValuesOf(section), (Values{{"port_type", 4},
                                         {"version", 0x0116},
                                         {"command", 0x547},
                                         {"status", 0x4010},
                                         {"vendor_id", 0x8086},
                                         {"device_id", 0x2f04},
                                         {"pci_address", 0x800200},
                                         {"class_code", 0x060400},
                                         {"secondary_bus", 0x81},
                                         {"slot", 5},
                                         {"bridge_secondary_status", 0x2000},
                                         {"bridge_control", 3},
                                         {"aer_uncor_status", 0x4000},
                                         {"aer_uncor_mask", 0x100000},
                                         {"aer_uncor_severity", 0x62030},
                                         {"aer_cor_status", 0},
                                         {"aer_cor_mask", 0x2000},
                                         {"aer_control", 0xe},
                                         {"aer_root_command", 7},
                                         {"aer_root_status", 0x54},
                                         {"first_error", 14}}));
    ASSERT_NE(Find(section, "tlp_header"), nullptr);
    EXPECT_EQ(Find(section, "tlp_header")->bytes.size(), 16u);
    EXPECT_EQ(Find(section, "tlp_header")->bytes[4], 0x0f);
}

// The 72 bytes that a processor error injected into QEMU put into guest memory, as its monitor dumped them.
TEST(StatusBlock, ArmProcessorOfQemu) {
    RecordBytes body;
    body.U32(0x5).U16(1).U16(0).U32(0x48).Zeros(4).U64(0x80000000).U64(0xf0510).U64(0);
    body.U8(0).U8(0x20).U16(0x0014).U8(0x02).U16(1).U8(3).U64(0x0091000f).U64(0xdeadbeef).U64(0xdeadbeef);
    ASSERT_EQ(body.size(), 72u);
    RecordBytes bytes = StatusBlockOf(ArmGuid, body, 0);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    const Section& section = block->sections[0];
    EXPECT_EQ(section.type, SectionType::kProcessorArm);
    EXPECT_EQ(section.damage, nullptr);
    EXPECT_EQ(ValuesOf(section), (Values{{"mpidr", 0x80000000},
                                         {"midr", 0xf0510},
                                         {"running_state", 0},
                                         {"psci_state", 0},
                                         {"error_types", 2},
                                         {"error_info", 0x91000f},
                                         {"physical_address", 0xdeadbeef}}));
}

TEST(StatusBlock, ArmContextsAndVendorBytes) {
    RecordBytes body;
    body.U32(0xf).U16(0).U16(1).U32(40 + 8 + 16 + 5).U8(1).Zeros(3).U64(0x100).U64(0x481fd010).U32(1).U32(0);
    body.U16(0).U16(5).U32(16).Zeros(16).Text("hello", 5);
    RecordBytes bytes = StatusBlockOf(ArmGuid, body, 0);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(block->sections[0].damage, nullptr);
    EXPECT_EQ(ValuesOf(block->sections[0]), (Values{{"affinity_level", 1},
                                                    {"mpidr", 0x100},
                                                    {"midr", 0x481fd010},
                                                    {"running_state", 1},
                                                    {"context_type", 5},
                                                    {"vendor_bytes", 5}}));
}

TEST(StatusBlock, ArmWithMoreStructuresThanBytes) {
    RecordBytes body;
    body.U32(0).U16(46198).U16(0xffff).U32(854918320).Zeros(28);
    RecordBytes bytes = StatusBlockOf(ArmGuid, body, 0);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_STREQ(block->sections[0].damage, "ends inside a structure that it counts");
    EXPECT_EQ(ValuesOf(block->sections[0]), (Values{{"midr", 0}}));
}

TEST(StatusBlock, X86Processor) {
    RecordBytes body;
    body.U64(0x3 | 1 << 2 | 1 << 8).U64(0x20).U32(0x50657).Zeros(44);
    body.Guid(0x1CF3F8B3, 0xC5B1, 0x49a2, {0xAA, 0x59, 0x5E, 0xEF, 0x92, 0xFF, 0xA6, 0x3C});
    body.U64(0x11).U64(0xbf017).Zeros(24).U64(0xffffffff81000000);
    body.U16(1).U16(8).U32(0x401).U64(0).U64(0xbe00000000800400);
    RecordBytes bytes = StatusBlockOf(X86Guid, body, 1);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    const Section& section = block->sections[0];
    EXPECT_EQ(section.damage, nullptr);
    EXPECT_EQ(ValuesOf(section), (Values{{"apic_id", 0x20},
                                         {"cpuid", 0x50657},
                                         {"check_info", 0xbf017},
                                         {"ip", 0xffffffff81000000},
                                         {"context_type", 1},
                                         {"msr_address", 0x401}}));
    EXPECT_EQ(Find(section, "structure_type")->guid, (Guid{0x1cf3f8b3, 0xc5b1, 0x49a2, 0xaa595eef92ffa63c}));
}

TEST(StatusBlock, GenericProcessorAndFirmwareRecord) {
    RecordBytes body;
    body.U64(0x1fff).U8(0).U8(2).U8(1).U8(1).U8(4).U8(2).U16(0).U64(0x50657).Text("Some CPU", 128);
    body.U64(0x20).U64(0x1000).U64(1).U64(2).U64(0xffffffff81000000);
    ASSERT_EQ(body.size(), 192u);
    auto generic = [](RecordBytes& to) {
        to.Guid(0x9876CCAD, 0x47B4, 0x4bdb, {0xB6, 0x5E, 0x16, 0xF1, 0x93, 0xC4, 0xF3, 0xDB});
    };
    RecordBytes bytes = StatusBlockOf(generic, body, 1);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(Find(block->sections[0], "brand")->text, "Some CPU");
    EXPECT_EQ(Find(block->sections[0], "error_types")->value, 1u);
    EXPECT_EQ(Find(block->sections[0], "ip")->value, 0xffffffff81000000u);

    RecordBytes reference;
    reference.U8(2).U8(2).Zeros(6).U64(0x1234).Guid(1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11});
    auto firmware = [](RecordBytes& to) {
        to.Guid(0x81212A96, 0x09ED, 0x4996, {0x94, 0x71, 0x8D, 0x72, 0x9C, 0x8E, 0x69, 0xED});
    };
    bytes = StatusBlockOf(firmware, reference, 1);
    block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(Find(block->sections[0], "record_id")->value, 0x1234u);
    EXPECT_EQ(Find(block->sections[0], "record_guid")->guid, (Guid{1, 2, 3, 0x0405060708090a0b}));
}

TEST(StatusBlock, UnknownSectionIsKeptByGuidAndSize) {
    RecordBytes body;
    body.Zeros(33);
    auto unknown = [](RecordBytes& to) { to.Guid(0x5e4706c1, 0x5356, 0x48c6, {0x93, 0x0b, 0x52, 0xf2, 1, 2, 3, 4}); };
    RecordBytes bytes = StatusBlockOf(unknown, body, 3);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(block->sections[0].type, SectionType::kUnknown);
    EXPECT_EQ(block->sections[0].body.size(), 33u);
    EXPECT_EQ(block->sections[0].guid, (Guid{0x5e4706c1, 0x5356, 0x48c6, 0x930b52f201020304}));
    EXPECT_TRUE(block->sections[0].fields.empty());
}

TEST(StatusBlock, HostileLengths) {
    RecordBytes good = StatusBlockOf(MemoryGuid, MemoryBody(), 2);
    for (size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(IsStatusBlock(good.view().first(size))) << size;
        EXPECT_FALSE(ReadStatusBlock(good.view().first(size))) << size;
    }
    // Entry length beyond the block.
    RecordBytes long_entry = good;
    long_entry.bytes()[20 + 24 + 3] = 0x7f;
    EXPECT_FALSE(IsStatusBlock(long_entry.view()));
    Result<StatusBlock> block = ReadStatusBlock(long_entry.view());
    ASSERT_TRUE(block);
    EXPECT_STREQ(block->sections[0].damage, "is longer than its block");
    // Raw data that wraps around.
    RecordBytes raw = good;
    for (size_t i = 4; i < 12; ++i) raw.bytes()[i] = 0xff;
    EXPECT_FALSE(ReadStatusBlock(raw.view()));
    // Raw data over the entries.
    RecordBytes over = good;
    over.bytes()[4] = 20;
    over.bytes()[8] = 4;
    EXPECT_FALSE(ReadStatusBlock(over.view()));
    // A block that reports nothing.
    RecordBytes nothing = good;
    nothing.bytes()[0] = 0;
    EXPECT_FALSE(IsStatusBlock(nothing.view()));
}

TEST(StatusBlock, RawDataBehindTheEntries) {
    RecordBytes bytes = StatusBlockOf(MemoryGuid, MemoryBody(), 2);
    bytes.bytes()[4] = static_cast<uint8_t>(bytes.size());
    bytes.bytes()[8] = 10;
    bytes.Zeros(12);
    Result<StatusBlock> block = ReadStatusBlock(bytes.view());
    ASSERT_TRUE(block);
    EXPECT_EQ(block->bytes.size(), bytes.size() - 2);
}

// N.2.1 and N.2.2: header of 128 bytes, descriptor of 72, body.
RecordBytes RecordOf(const RecordBytes& body, uint32_t offset, uint16_t count = 1) {
    RecordBytes record;
    record.Text("CPER", 4).U16(0x0101).U32(0xffffffff).U16(count).U32(1).U32(2);
    record.U32(static_cast<uint32_t>(128 + 72 + body.size())).U64(0x2023112101074129);
    record.Zeros(32).Guid(1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11});
    record.Guid(0xCF93C01F, 0x1A16, 0x4dfc, {0xB8, 0xBC, 0x9C, 0x4D, 0xAF, 0x67, 0xC1, 0x04});
    record.U64(0x5a5a).U32(2).Zeros(20);
    record.U32(offset).U32(static_cast<uint32_t>(body.size())).U16(0x100).U8(1).U8(0).U32(1);
    PcieGuid(record);
    record.Guid(0x11111111, 0x2222, 0x3333, {0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55});
    record.U32(0).Text("ignored", 20);
    return record.Append(body);
}

TEST(Record, PcieError) {
    RecordBytes bytes = RecordOf(PcieBody(), 200);
    bytes.Text("behind", 6);
    ASSERT_TRUE(IsRecord(bytes.view()));
    EXPECT_FALSE(IsStatusBlock(bytes.view()));
    Result<Record> record = ReadRecord(bytes.view());
    ASSERT_TRUE(record);
    EXPECT_EQ(record->severity, 1u);
    EXPECT_EQ(record->record_id, 0x5a5au);
    EXPECT_EQ(record->timestamp, 0x2023112101074129u);
    EXPECT_EQ(record->notification, (Guid{0xcf93c01f, 0x1a16, 0x4dfc, 0xb8bc9c4daf67c104}));
    EXPECT_EQ(record->flags, 2u);
    EXPECT_EQ(record->bytes.size(), bytes.size() - 6);
    ASSERT_EQ(record->sections.size(), 1u);
    EXPECT_EQ(record->sections[0].fru_id, (Guid{0x11111111, 0x2222, 0x3333, 0x4444555555555555}));
    EXPECT_EQ(record->sections[0].fru_text, "");
    EXPECT_EQ(Find(record->sections[0], "device_id")->value, 0x2f04u);
}

TEST(Record, HostileCountsAndOffsets) {
    RecordBytes good = RecordOf(PcieBody(), 200);
    for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadRecord(good.view().first(size))) << size;
    EXPECT_FALSE(ReadRecord(RecordOf(PcieBody(), 200, 0xffff).view()));
    RecordBytes far = RecordOf(PcieBody(), 0xffffff00);
    Result<Record> outside = ReadRecord(far.view());
    ASSERT_TRUE(outside);
    EXPECT_STREQ(outside->sections[0].damage, "lies outside the record");
    EXPECT_TRUE(outside->sections[0].fields.empty());
    // As many descriptors as fit: those beyond the bound are counted.
    RecordBytes filler;
    filler.Zeros(40 * 72);
    RecordBytes crowded = RecordOf(filler, 200, 41);
    Result<Record> many = ReadRecord(crowded.view());
    ASSERT_TRUE(many);
    EXPECT_EQ(many->sections.size(), 16u);
    EXPECT_EQ(many->sections.dropped(), 25u);
}

// drivers/acpi/apei/bert.c, bert_print_all: the status is 0 when the block has been printed; the rest stays.
TEST(StatusBlock, ClearedByTheKernel) {
    RecordBytes bytes = StatusBlockOf(PcieGuid, PcieBody(), 1);
    EXPECT_FALSE(IsClearedStatusBlock(bytes.view()));
    std::fill_n(bytes.bytes().begin(), 4, uint8_t{0});
    EXPECT_TRUE(IsClearedStatusBlock(bytes.view()));
    EXPECT_FALSE(IsStatusBlock(bytes.view()));
    for (size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(IsClearedStatusBlock(bytes.view().first(size))) << size;
    }
    RecordBytes nothing;
    EXPECT_FALSE(IsClearedStatusBlock(nothing.Zeros(4096).view()));
}

TEST(StatusBlock, Outline) {
    RecordBytes bytes = StatusBlockOf(MemoryGuid, MemoryBody(), 2, 0x300);
    size_t size = bytes.size();
    StatusBlockOutline outline = ReadStatusBlockOutline(bytes.Zeros(100).view());
    EXPECT_EQ(outline.block_status, 0x12u);
    EXPECT_EQ(outline.severity, 2u);
    EXPECT_EQ(outline.type, SectionType::kMemory);
    EXPECT_EQ(outline.size, size);
}

}  // namespace
}  // namespace faultbox::cper
