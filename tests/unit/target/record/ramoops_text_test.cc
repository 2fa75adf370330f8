#include "target/record/ramoops_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/target/codec/zlib_oracle.h"
#include "tests/unit/target/ramoops/region_builder.h"

namespace faultbox::record {
namespace {

constexpr std::string_view kOops = "Oops#1 Part1\n<0>[    0.898902] Internal error: Oops: a05 [#1] SMP ARM\n";
constexpr std::string_view kConsole = "[    0.000000] Booting Linux on physical CPU 0x0\n";

class RamoopsTextTest : public testing::Test {
  protected:
    ramoops::Scratch scratch() { return {raw_, text_}; }

    Result<std::string_view> ReadZone(uint32_t zone) {
        region_.Open(builder.bytes(), {});
        return ReadZoneText(region_, zone, scratch(), facts);
    }

    // The index of the `number`-th zone of that kind in the region.
    uint32_t IndexOf(std::string_view kind, size_t number = 0) const {
        for (uint32_t i = 0; i < builder.zones().size(); ++i) {
            if (builder.zones()[i].offset == builder.Find(kind, number).offset) return i;
        }
        return UINT32_MAX;
    }

    ramoops::RegionBuilder builder{{.split = ramoops::KernelRules::Split::kRecordSized}};
    SourceFacts facts;

  private:
    std::vector<uint8_t> raw_ = std::vector<uint8_t>(1 << 16);
    std::vector<char> text_ = std::vector<char>(1 << 16);
    ramoops::Region region_;
};

TEST_F(RamoopsTextTest, ADumpSaysWhatItIs) {
    builder.WriteDump(1, "====12.345678-D\n", kOops);
    Result<std::string_view> text = ReadZone(IndexOf("dmesg", 1));
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->contains("Internal error: Oops: a05"));
    EXPECT_EQ(facts.kind, SourceKind::kRamoopsRecord);
    EXPECT_EQ(std::string_view(facts.name), "zone 1 at 0x4000");
    EXPECT_EQ(std::string_view(facts.reason), "Oops");
    EXPECT_EQ(facts.count, 1u);
    EXPECT_EQ(facts.part, 1u);
    EXPECT_EQ(facts.time_us, 12345678u);
    EXPECT_FALSE(facts.ecc_corrected);
}

TEST_F(RamoopsTextTest, AnEmptyZoneHoldsNoText) {
    Result<std::string_view> text = ReadZone(IndexOf("dmesg"));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::kNotFound);
}

TEST_F(RamoopsTextTest, TheConsoleIsText) {
    builder.Write(builder.Find("console"), kConsole);
    Result<std::string_view> text = ReadZone(IndexOf("console"));
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, kConsole);
    EXPECT_EQ(facts.kind, SourceKind::kRamoopsConsole);
    EXPECT_FALSE(facts.time_us);
}

TEST_F(RamoopsTextTest, WhatUserSpaceWroteIsNoTextOfTheKernel) {
    builder.Write(builder.Find("pmsg"), "Unable to handle kernel NULL pointer dereference, says a process\n");
    Result<std::string_view> text = ReadZone(IndexOf("pmsg"));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::kNotFound);
}

TEST_F(RamoopsTextTest, AnEncodedPstoreFileIsInflated) {
    std::vector<uint8_t> packed = codec::Deflate({kOops.begin(), kOops.end()}, 6, -11, 4, 0);
    Result<std::string_view> text = ReadPstoreText("pstore/dmesg-ramoops-2.enc.z", packed, scratch(), facts);
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->contains("Internal error: Oops: a05"));
    EXPECT_EQ(facts.kind, SourceKind::kPstoreFile);
    EXPECT_EQ(std::string_view(facts.name), "dmesg-ramoops-2.enc.z");
    EXPECT_EQ(std::string_view(facts.reason), "Oops");
    EXPECT_FALSE(facts.truncated);
}

TEST_F(RamoopsTextTest, OfACutStreamTheBeginningIsKept) {
    std::string long_oops(kOops);
    for (int i = 0; i < 200; ++i)
        long_oops += "<0>[    0.9" + std::to_string(i) + "] r" + std::to_string(i * 7919) + "\n";
    std::vector<uint8_t> packed = codec::Deflate({long_oops.begin(), long_oops.end()}, 6, -11, 4, 0);
    packed.resize(packed.size() / 2);
    Result<std::string_view> text = ReadPstoreText("dmesg-ramoops-0.enc.z", packed, scratch(), facts);
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->contains("Internal error: Oops: a05"));
    EXPECT_TRUE(long_oops.contains(text->substr(0, text->size())));
    EXPECT_TRUE(facts.truncated);
    EXPECT_FALSE(facts.notes.empty());
}

}  // namespace
}  // namespace faultbox::record
