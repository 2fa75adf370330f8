#include "host/input/guess_region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "host/input/read_input.h"
#include "tests/unit/target/ramoops/region_builder.h"

namespace faultbox {
namespace {

using ramoops::KernelRules;
using ramoops::RegionBuilder;

// Damages bytes of each header that error correction can put right: its signature, and what it says of start and size.
void DamageHeaders(RegionBuilder& builder, std::string_view kinds) {
    for (const RegionBuilder::PlacedZone& zone : builder.zones()) {
        if (kinds.find(zone.kind) == std::string_view::npos) continue;
        for (uint32_t at : {0u, 7u, 10u}) builder.bytes()[zone.offset + at] ^= 0x41;
    }
}

KernelRules LabRules() {
    KernelRules rules;
    rules.record = 0x8000;
    rules.console = 0x8000;
    rules.pmsg = 0x4000;
    rules.ecc = 16;
    return rules;
}

TEST(GuessRegion, FindsTheSizesByCorrectedHeaders) {
    RegionBuilder builder(LabRules());
    DamageHeaders(builder, "dmesg console ftrace pmsg");
    std::optional<RegionSizes> sizes = GuessRegionSizes(builder.bytes());
    ASSERT_TRUE(sizes);
    EXPECT_EQ(sizes->record_size, 0x8000);
    EXPECT_EQ(sizes->console_size, 0x8000);
    EXPECT_EQ(sizes->ftrace_size, 0x1000);
    EXPECT_EQ(sizes->pmsg_size, 0x4000);
    EXPECT_EQ(sizes->ecc_size, 16);
}

TEST(GuessRegion, HasNothingToSayOfSoundHeadersOrNoHeaders) {
    EXPECT_FALSE(GuessRegionSizes(RegionBuilder(LabRules()).bytes()));
    EXPECT_FALSE(GuessRegionSizes(std::vector<uint8_t>(0x40000, 0)));
    EXPECT_FALSE(GuessRegionSizes({}));
    std::mt19937 random(1);
    std::vector<uint8_t> noise(0x40000);
    for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random());
    EXPECT_FALSE(GuessRegionSizes(noise));
}

// With 16 bytes of parity a header of zeros is corrected to that of another zone, when zones are taken to be twice as
// large as they are.
TEST(GuessRegion, AClearedFirstZoneDoesNotMakeZonesLarger) {
    RegionBuilder builder(LabRules());
    builder.WriteDump(1, "====1.364484-D\n", "Panic#2 Part1\n");
    const RegionBuilder::PlacedZone& first = builder.Find("dmesg");
    std::fill_n(builder.bytes().begin() + first.offset, first.size, uint8_t{0});
    EXPECT_FALSE(GuessRegionSizes(builder.bytes()));
}

// Uncorrected, the console would be read as a log, its damaged digits with it.
TEST(GuessRegion, ARegionWithoutAnIntactHeaderIsReadAsOne) {
    RegionBuilder builder(LabRules());
    builder.Write(builder.Find("console"),
                  "[    1.361316] Unable to handle kernel NULL pointer dereference at virtual address 0000002c\n"
                  "[    1.362028] Internal error: Oops: a05 [#1] SMP ARM\n");
    DamageHeaders(builder, "dmesg console ftrace pmsg");
    size_t digit =
        builder.Find("console").offset + 12 + std::string("[    1.361316] Unable to handle kernel NULL ").size();
    builder.bytes()[digit] ^= 0x02;
    Result<DecodedInput> input = ReadInput("region.bin", builder.bytes(), std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_EQ(input->kind, InputKind::kRamoops);
    ASSERT_EQ(input->records.size(), 1u);
    EXPECT_EQ(input->records[0].event(0).headline(),
              "Unable to handle kernel NULL pointer dereference at virtual address 0000002c");
}

}  // namespace
}  // namespace faultbox
