#include "target/ramoops/dmesg_record.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/target/codec/zlib_oracle.h"

namespace faultbox::ramoops {
namespace {

TEST(DumpHeader, EveryGeneration) {
    std::optional<DumpHeader> header = ParseDumpHeader(AsBytes("====1700000000.123456-C\nxyz"));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->time_us, 1700000000123456u);
    EXPECT_TRUE(header->compressed);
    EXPECT_EQ(header->size, 24u);
    header = ParseDumpHeader(AsBytes("====0.000451-D\n"));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->time_us, 451u);
    EXPECT_FALSE(header->compressed);
    header = ParseDumpHeader(AsBytes("====1365768789.5\nOops#1 Part1"));  // Early: "====%lu.%lu\n"
    ASSERT_TRUE(header);
    EXPECT_EQ(header->time_us, 1365768789000005u);
    EXPECT_FALSE(header->compressed);
}

TEST(DumpHeader, WhatIsNone) {
    for (std::string_view text :
         {"", "===", "====", "====1", "====1.", "====1.2", "====1.2-", "====1.2-C", "====1.2-X\n", "====.5-C\n",
          "====-1.5-C\n", "====18446744073709551615.1-C\n", "====99999999999999999999.1-C\n", "=== 1.2-C\n"}) {
        EXPECT_FALSE(ParseDumpHeader(AsBytes(text))) << text;
    }
}

TEST(DumpTitle, ReasonCountPart) {
    std::optional<DumpTitle> title = ParseDumpTitle("Panic#2 Part1\n<6>[    0.0");
    ASSERT_TRUE(title);
    EXPECT_EQ(title->reason, "Panic");
    EXPECT_EQ(title->count, 2u);
    EXPECT_EQ(title->part, 1u);
    for (std::string_view text :
         {"", "Oops", "Oops#", "Oops# Part1\n", "#1 Part1\n", "Oops#1 Part\n", "Oops#1 Part1x\n", "Oops#-1 Part1\n",
          "Oops#99999999999 Part1\n", "Oops 1#1 Part1\n"}) {
        EXPECT_FALSE(ParseDumpTitle(text)) << text;
    }
}

TEST(EccNotice, BothGenerations) {
    std::optional<EccNotice> notice = FindEccNotice(AsBytes("text\n\nECC: No errors detected\n"));
    ASSERT_TRUE(notice);
    EXPECT_EQ(notice->size, 25u);
    EXPECT_EQ(notice->corrected_bytes, 0u);
    notice = FindEccNotice(AsBytes("text\n3 Corrected bytes, 12 unrecoverable blocks\n"));
    ASSERT_TRUE(notice);
    EXPECT_EQ(notice->corrected_bytes, 3u);
    EXPECT_EQ(notice->uncorrectable_blocks, 12u);
    EXPECT_EQ(notice->size, 44u);
    for (std::string_view text : {"", "\n", "text\n", "No errors detected\n", "\nNo errors detected",
                                  "\nECC: 3 Corrected bytes\n", "\nECC: x Corrected bytes, 1 unrecoverable blocks\n"}) {
        EXPECT_FALSE(FindEccNotice(AsBytes(text))) << text;
    }
}

std::vector<uint8_t> Dump() {
    std::vector<uint8_t> bytes = codec::LoadFile("console.txt");  // Begins with "Panic#2 Part1".
    return bytes;
}

std::string AsString(const std::vector<uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

TEST(UnpackDump, EveryCompressionWeHave) {
    std::vector<char> text(1 << 16);
    auto expect = [&](const std::vector<uint8_t>& payload, Compression compression) {
        UnpackedDump dump = UnpackDump(payload, text);
        EXPECT_EQ(dump.compression, compression);
        EXPECT_EQ(dump.text, AsString(Dump()));
    };
    expect(codec::Deflate(Dump(), 6, -11, 4, 0), Compression::kDeflate);  // crypto/deflate.c
    expect(codec::Deflate(Dump(), 6, -15, 8, 0), Compression::kDeflate);  // 6.6 and later
    expect(codec::Deflate(Dump(), 6, 12, 4, 0), Compression::kZlib);      // 3.12 to 4.17
    expect(codec::LoadFile("console.lz4-1"), Compression::kLz4);
}

// The beginning of a zstd frame, and noise.
TEST(UnpackDump, SaysWhatItCannot) {
    std::vector<char> text(1 << 16);
    for (std::vector<uint8_t> payload : {std::vector<uint8_t>{0x28, 0xb5, 0x2f, 0xfd, 0x60, 0x5e, 0x32, 0x05, 0x11},
                                         codec::Noise(4000, 4), std::vector<uint8_t>()}) {
        UnpackedDump dump = UnpackDump(payload, text);
        EXPECT_EQ(dump.compression, Compression::kUnknown);
        ASSERT_TRUE(dump.error);
        EXPECT_EQ(dump.error->code, ErrorCode::kUnsupported);
        EXPECT_TRUE(dump.text.empty());
    }
}

TEST(UnpackDump, ACutStreamKeepsItsText) {
    std::vector<char> text(1 << 16);
    std::vector<uint8_t> payload = codec::Deflate(Dump(), 6, -15, 8, 0);
    payload.resize(payload.size() / 2);
    UnpackedDump dump = UnpackDump(payload, text);
    EXPECT_EQ(dump.compression, Compression::kDeflate);
    ASSERT_TRUE(dump.error);
    EXPECT_EQ(dump.error->code, ErrorCode::kTruncated);
    EXPECT_EQ(dump.error->offset, payload.size());
    EXPECT_GT(dump.text.size(), 4000u);
    EXPECT_TRUE(AsString(Dump()).starts_with(dump.text));
}

}  // namespace
}  // namespace faultbox::ramoops
