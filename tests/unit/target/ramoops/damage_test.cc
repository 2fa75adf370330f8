// Regions as RAM leaves them: whatever is broken, all that is readable is delivered, and a note says where it broke.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/target/codec/zlib_oracle.h"
#include "tests/unit/target/ramoops/collect.h"
#include "tests/unit/target/ramoops/region_builder.h"

namespace faultbox::ramoops {
namespace {

const std::string kTitle = "Oops#1 Part1\n";
constexpr const char* kPlainHeader = "====12.345678-D\n";
constexpr const char* kDeflatedHeader = "====12.345678-C\n";

std::string Log(size_t size) {
    std::string text;
    for (int line = 0; text.size() < size; ++line) {
        text += "<6>[    1." + std::to_string(100000 + line) + "] line " + std::to_string(line) + "\n";
    }
    return text.substr(0, size);
}

std::string Deflated(const std::string& text) {
    std::vector<uint8_t> bytes = codec::Deflate({text.begin(), text.end()}, 6, -15, 8, 0);
    return {bytes.begin(), bytes.end()};
}

RegionOptions OptionsOf(const KernelRules& rules) {
    return {rules.record, rules.console, rules.ftrace, rules.pmsg, rules.ecc};
}

TEST(Region, RingIsUnwrapped) {
    for (uint32_t ecc : {0, 16}) {
        KernelRules rules{.ecc = ecc};
        RegionBuilder builder(rules);
        const RegionBuilder::PlacedZone& console = builder.Find("console");
        std::string text = Log(3 * builder.Capacity(console) / 2);
        builder.Write(console, text);
        std::string newest = text.substr(text.size() - builder.Capacity(console));
        Collect collect = CollectRegion(builder.bytes());
        ASSERT_EQ(collect.records.size(), 1u);
        EXPECT_EQ(collect.records[0].text, newest);
        EXPECT_FALSE(collect.records[0].facts.truncated);

        Collect small = CollectRegion(builder.bytes(), {}, 0x4000, 1000);
        ASSERT_EQ(small.records.size(), 1u);
        EXPECT_EQ(small.records[0].text, text.substr(text.size() - 1000));
        EXPECT_TRUE(small.records[0].facts.truncated);
        EXPECT_EQ(small.records[0].facts.ecc.uncorrectable_blocks, 0u);
    }
}

TEST(Region, EveryKindOfZone) {
    KernelRules rules{.split = KernelRules::Split::kPmsgFirst, .ftrace = 0x2000, .ecc = 16, .cpus = 2};
    RegionBuilder builder(rules);
    builder.WriteDump(0, kPlainHeader, kTitle + Log(500));
    builder.WriteDump(2, kDeflatedHeader, Deflated(kTitle + Log(9000)));
    builder.WriteDump(3, "====1365768789.5\n", kTitle + Log(300));
    builder.Write(builder.Find("console"), Log(700));
    builder.Write(builder.Find("pmsg"), "user data");
    builder.Write(builder.Find("ftrace", 1), std::string(32, '\x7'));
    Collect collect = CollectRegion(builder.bytes());
    EXPECT_EQ(collect.NoteTexts(), std::vector<std::string>());
    ASSERT_EQ(collect.records.size(), 6u);
    EXPECT_EQ(collect.records[0].text, kTitle + Log(500));
    EXPECT_EQ(collect.records[0].facts.time_us, 12345678u);
    EXPECT_FALSE(collect.records[0].facts.compressed);
    EXPECT_EQ(collect.records[1].text, kTitle + Log(9000));
    EXPECT_EQ(collect.records[1].facts.index, 2u);
    EXPECT_TRUE(collect.records[1].facts.compressed);
    EXPECT_EQ(collect.records[2].text, kTitle + Log(300));
    EXPECT_EQ(collect.records[3].text, Log(700));
    EXPECT_EQ(collect.records[4].text, "user data");
    EXPECT_EQ(collect.records[5].facts.kind, ZoneKind::kFtrace);
    EXPECT_EQ(collect.records[5].facts.index, 1u);
    EXPECT_EQ(collect.records[5].payload, std::vector<uint8_t>(32, 7));
}

TEST(Region, CorrectsHeaderAndBlocks) {
    KernelRules rules{.ecc = 16};
    RegionBuilder builder(rules);
    builder.WriteDump(1, kPlainHeader, kTitle + Log(2000));
    uint32_t zone = builder.Find("dmesg", 1).offset;
    for (uint32_t at : {0, 4, 5, 9, 11, 12, 20, 300, 301}) builder.bytes()[zone + at] ^= 0x55;
    for (const RegionOptions& options : {RegionOptions{}, OptionsOf(rules)}) {
        Collect collect = CollectRegion(builder.bytes(), options);
        ASSERT_EQ(collect.records.size(), 1u);
        EXPECT_EQ(collect.records[0].text, kTitle + Log(2000));
        EXPECT_EQ(collect.records[0].facts.ecc.corrected_bytes, 9u);
        EXPECT_EQ(collect.records[0].facts.ecc.uncorrectable_blocks, 0u);
        ASSERT_EQ(collect.records[0].facts.ecc.damaged.size(), 2u);
        EXPECT_EQ(collect.records[0].facts.ecc.damaged[0].corrected, 2u);
        EXPECT_EQ(collect.records[0].facts.ecc.damaged[1].offset, 256u);
        EXPECT_FALSE(collect.records[0].facts.salvaged);
    }
}

TEST(Region, BlockBeyondCorrectionIsLeftAndSaid) {
    KernelRules rules{.ecc = 16};
    RegionBuilder builder(rules);
    builder.WriteDump(1, kPlainHeader, kTitle + Log(2000));
    uint32_t zone = builder.Find("dmesg", 1).offset;
    std::string expected = kPlainHeader + kTitle + Log(2000);
    for (uint32_t i = 0; i < 20; ++i) {
        builder.bytes()[zone + 12 + 5 * 128 + i] ^= 0x80;
        expected[5 * 128 + i] = static_cast<char>(expected[5 * 128 + i] ^ 0x80);
    }
    Collect collect = CollectRegion(builder.bytes(), OptionsOf(rules));
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].text, expected.substr(std::string(kPlainHeader).size()));
    EXPECT_EQ(collect.records[0].facts.ecc.uncorrectable_blocks, 1u);
    ASSERT_EQ(collect.records[0].facts.ecc.damaged.size(), 1u);
    EXPECT_EQ(collect.records[0].facts.ecc.damaged[0].offset, 5u * 128);
    ASSERT_EQ(collect.notes.size(), 1u);
    EXPECT_EQ(collect.notes[0].error.code, ErrorCode::kChecksum);
    EXPECT_EQ(collect.notes[0].error.offset, zone + 12 + 5 * 128);
}

TEST(Region, StartBeyondSizeIsSalvaged) {
    RegionBuilder builder({});
    builder.WriteDump(1, kPlainHeader, kTitle + Log(2000));
    builder.WriteDump(2, kDeflatedHeader, Deflated(kTitle + Log(3000)));
    for (size_t i : {1, 2}) builder.bytes()[builder.Find("dmesg", i).offset + 6] = 0x40;
    Collect collect = CollectRegion(builder.bytes(), OptionsOf({}));
    ASSERT_EQ(collect.records.size(), 2u);
    EXPECT_EQ(collect.records[0].text, kTitle + Log(2000));
    EXPECT_EQ(collect.records[1].text, kTitle + Log(3000));
    EXPECT_EQ(collect.records[1].facts.time_us, 12345678u);
    EXPECT_TRUE(collect.records[0].facts.salvaged);
    ASSERT_EQ(collect.notes.size(), 2u);
    EXPECT_EQ(collect.notes[0].error.code, ErrorCode::kMalformed);
    EXPECT_EQ(collect.notes[0].error.offset, builder.Find("dmesg", 1).offset + 4);
}

TEST(Region, SizeBeyondTheZoneIsSalvaged) {
    RegionBuilder builder({});
    builder.Write(builder.Find("console"), Log(3000));
    builder.bytes()[builder.Find("console").offset + 11] = 0xff;
    Collect collect = CollectRegion(builder.bytes(), OptionsOf({}));
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].text, Log(3000));
    EXPECT_EQ(collect.records[0].facts.kind, ZoneKind::kConsole);
    EXPECT_TRUE(collect.records[0].facts.salvaged);
}

TEST(Region, LostHeadersWithoutEcc) {
    RegionBuilder builder({});
    builder.WriteDump(1, kDeflatedHeader, Deflated(kTitle + Log(3000)));
    for (uint32_t i = 0; i < 12; ++i) builder.bytes()[builder.Find("dmesg", 1).offset + i] = 0xa5;
    for (const RegionOptions& options : {RegionOptions{}, OptionsOf({})}) {
        Collect collect = CollectRegion(builder.bytes(), options);
        ASSERT_EQ(collect.records.size(), 1u);
        EXPECT_EQ(collect.records[0].text, kTitle + Log(3000));
        EXPECT_TRUE(collect.records[0].facts.salvaged);
        EXPECT_FALSE(collect.notes.empty());
    }
}

// No header is left at all: the text of three dumps and the console's still is.
TEST(Region, NoHeaderLeft) {
    RegionBuilder builder({});
    builder.WriteDump(0, kPlainHeader, kTitle + Log(2000));
    builder.WriteDump(1, kDeflatedHeader, Deflated(kTitle + Log(3000)));
    for (const RegionBuilder::PlacedZone& zone : builder.zones()) {
        std::fill_n(builder.bytes().begin() + zone.offset, 12, uint8_t{0});
    }
    Collect collect = CollectRegion(builder.bytes());
    ASSERT_GE(collect.records.size(), 2u);
    EXPECT_EQ(collect.records[collect.records.size() - 2].text, kTitle + Log(2000));
    EXPECT_EQ(collect.records.back().text, kTitle + Log(3000));
}

TEST(Region, DumpHeaderDamaged) {
    RegionBuilder builder({});
    builder.WriteDump(1, kDeflatedHeader, Deflated(kTitle + Log(3000)));
    builder.bytes()[builder.Find("dmesg", 1).offset + 12 + 2] = 0;
    Collect collect = CollectRegion(builder.bytes());
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].text, kTitle + Log(3000));
    EXPECT_FALSE(collect.records[0].facts.time_us);
    EXPECT_EQ(collect.notes[0].error.offset, builder.Find("dmesg", 1).offset + 12);
}

TEST(Region, StreamCutByItsZone) {
    RegionBuilder builder({});
    std::string text = kTitle;
    for (uint8_t byte : codec::Noise(15000, 2))
        text += "0123456789abcdef"[byte & 15], text += static_cast<char>('A' + byte % 26);
    builder.WriteDump(0, kDeflatedHeader, Deflated(text));
    Collect collect = CollectRegion(builder.bytes());
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_TRUE(collect.records[0].facts.truncated);
    EXPECT_TRUE(text.starts_with(collect.records[0].text));
    EXPECT_GT(collect.records[0].text.size(), 15000u);
    ASSERT_EQ(collect.notes.size(), 1u);
    EXPECT_EQ(collect.notes[0].error.code, ErrorCode::kTruncated);
    EXPECT_EQ(collect.notes[0].error.offset, builder.Find("dmesg", 0).size);
}

TEST(Region, CutAnywhereKeepsTheDumpsBeforeTheCut) {
    KernelRules rules{.memory = 0x20000, .ecc = 16};
    RegionBuilder builder(rules);
    for (size_t i : {0, 1, 2}) builder.WriteDump(i, kPlainHeader, kTitle + Log(1000 + i));
    for (size_t cut = 0; cut < builder.bytes().size(); cut += 1021) {
        size_t whole = 0;
        for (size_t i : {0, 1, 2}) whole += builder.Find("dmesg", i).offset + 12 + 16 + 13 + 1000 + i <= cut;
        Collect collect = CollectRegion(Bytes(builder.bytes()).first(cut));
        ASSERT_GE(collect.records.size(), whole) << cut;
        for (size_t i = 0; i < whole; ++i) ASSERT_EQ(collect.records[i].text, kTitle + Log(1000 + i)) << cut;
    }
}

TEST(Region, EmptyZeroedAndRandom) {
    EXPECT_EQ(CollectRegion({}).NoteTexts(), std::vector<std::string>{"region is empty at 0x0"});
    EXPECT_EQ(CollectRegion(std::vector<uint8_t>(0x10000)).NoteTexts(),
              std::vector<std::string>{"region holds no zone at 0x0"});
    Collect random = CollectRegion(codec::Noise(0x10000, 6));
    EXPECT_TRUE(random.records.empty());
    EXPECT_EQ(random.NoteTexts(), std::vector<std::string>{"no text was found at 0x0"});
}

}  // namespace
}  // namespace faultbox::ramoops
