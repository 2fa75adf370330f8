#include "host/input/boot_error.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "target/codec/lz4.h"
#include "tests/unit/arch/cper/record_bytes.h"

namespace faultbox {
namespace {

// A record as the recorder makes it of two blocks.
format::CrashRecord MakeRecord(const std::string& region) {
    format::CrashRecord record;
    record.add_source()->set_kind(format::Source::PSTORE_FILE);
    record.add_source()->set_kind(format::Source::BOOT_ERROR_REGION);
    for (uint32_t block = 1; block <= 2; ++block) {
        format::Event& event = *record.add_event();
        event.set_source(1);
        event.set_first_line(block);
        format::Fact& fact = *event.add_fact();
        fact.set_key("hw.source");
        fact.set_text("BERT");
    }
    format::Text& text = *record.add_text();
    text.set_source(1);
    text.set_size(static_cast<uint32_t>(region.size()));
    text.set_plain(region);
    return record;
}

std::map<std::string, std::string> FactsOf(const format::Event& event) {
    std::map<std::string, std::string> facts;
    for (const format::Fact& fact : event.fact()) {
        facts[fact.key()] = fact.has_number() ? std::to_string(fact.number()) : fact.text();
    }
    return facts;
}

std::string Region() {
    RecordBytes bytes = StatusBlockOf(PcieGuid, PcieBody(), 1);
    bytes.Append(StatusBlockOf(MemoryGuid, MemoryBody(), 2));
    return std::string(AsText(bytes.view()));
}

void ExpectDecoded(const format::CrashRecord& record) {
    std::map<std::string, std::string> pcie = FactsOf(record.event(0)), memory = FactsOf(record.event(1));
    EXPECT_EQ(pcie["hw.source"], "BERT");
    EXPECT_EQ(pcie["hw.severity"], "fatal");
    EXPECT_EQ(pcie["section.type"], "PCIe error");
    EXPECT_EQ(pcie["section.pci_address"], "0000:80:02.0");
    EXPECT_EQ(memory["hw.severity"], "corrected");
    EXPECT_EQ(memory["section.type"], "memory error");
    EXPECT_EQ(memory["section.fru_text"], "DIMM_A1");
}

TEST(BootError, EachEventGetsTheFactsOfItsBlock) {
    format::CrashRecord record = MakeRecord(Region());
    DecodeBootErrors(record);
    ExpectDecoded(record);
}

// Linux clears the status of a block that it has shown (drivers/acpi/apei/bert.c).
TEST(BootError, ClearedBlocks) {
    std::string region = Region();
    region.replace(0, 4, 4, '\0');
    region.replace(StatusBlockOf(PcieGuid, PcieBody(), 1).size(), 4, 4, '\0');
    format::CrashRecord record = MakeRecord(region);
    DecodeBootErrors(record);
    ExpectDecoded(record);
    EXPECT_EQ(FactsOf(record.event(0))["hw.block_status"], "0");
}

TEST(BootError, CompressedText) {
    format::CrashRecord record = MakeRecord(Region());
    std::string packed(2 * Region().size(), '\0');
    std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(packed.data()), packed.size());
    Result<size_t> size = codec::Lz4Compress(AsBytes(Region()), bytes);
    ASSERT_TRUE(size);
    record.mutable_text(0)->clear_plain();
    record.mutable_text(0)->set_lz4(packed.substr(0, *size));
    DecodeBootErrors(record);
    ExpectDecoded(record);
}

TEST(BootError, WhatCannotBeDecodedChangesNothing) {
    for (std::string region : {std::string(), std::string("log"), Region().substr(0, 100)}) {
        format::CrashRecord record = MakeRecord(region);
        std::string before = record.SerializeAsString();
        DecodeBootErrors(record);
        EXPECT_EQ(record.SerializeAsString(), before);
    }
    format::CrashRecord other = MakeRecord(Region());
    other.mutable_text(0)->set_source(7);
    other.add_text()->set_source(0);
    std::string before = other.SerializeAsString();
    DecodeBootErrors(other);
    EXPECT_EQ(other.SerializeAsString(), before);
}

}  // namespace
}  // namespace faultbox
