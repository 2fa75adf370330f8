#include "target/ramoops/layout.h"

#include <gtest/gtest.h>

#include <memory>

#include "target/ramoops/zone.h"
#include "tests/unit/target/ramoops/region_builder.h"

namespace faultbox::ramoops {
namespace {

using Split = KernelRules::Split;

// formats.md: "Checked arithmetic" of fs/pstore/ram_core.c, persistent_ram_init_ecc.
TEST(ZoneGeometry, IsTheKernels) {
    struct Expected {
        uint32_t zone, capacity, blocks, parity, header_parity;
    };
    for (const Expected& expected : {Expected{0x1000, 3604, 29, 3616, 4080},
                                     {0x4000, 14532, 114, 14544, 16368},
                                     {0x10000, 58228, 455, 58240, 65520},
                                     {0x20000, 116468, 911, 116480, 131056}}) {
        std::optional<ZoneGeometry> geometry = GetZoneGeometry(expected.zone, 16);
        ASSERT_TRUE(geometry);
        EXPECT_EQ(geometry->capacity, expected.capacity);
        EXPECT_EQ(geometry->block_count, expected.blocks);
        EXPECT_EQ(geometry->parity, expected.parity);
        EXPECT_EQ(geometry->header_parity, expected.header_parity);
    }
    EXPECT_EQ(GetZoneGeometry(0x1000, 0)->capacity, 0x1000u - 12);
    EXPECT_FALSE(GetZoneGeometry(12, 0));
    EXPECT_FALSE(GetZoneGeometry(40, 16));
    EXPECT_FALSE(GetZoneGeometry(0x1000, 128));
}

// "mem 0x100000, console 0x4000, pmsg 0x4000, record 0x10000 -> dump_mem 0xf8000, cnt 15, zone 0x10888"
TEST(Builder, ComputesTheKnownExample) {
    RegionBuilder builder({.memory = 0x100000, .record = 0x10000, .console = 0x4000, .ftrace = 0, .pmsg = 0x4000});
    EXPECT_EQ(builder.Find("dmesg", 14).size, 0x10888u);
    EXPECT_EQ(builder.Find("dmesg", 1).offset, 0x10888u);
}

const char* Name(ZoneKind kind) {
    constexpr const char* kNames[] = {"unknown", "dmesg", "console", "ftrace", "pmsg"};
    return kNames[static_cast<size_t>(kind)];
}

void ExpectZones(const RegionLayout& layout, const RegionBuilder& builder) {
    ASSERT_EQ(layout.zones.size(), builder.zones().size());
    for (size_t i = 0; i < layout.zones.size(); ++i) {
        EXPECT_EQ(Name(layout.zones[i].kind), builder.zones()[i].kind) << i;
        EXPECT_EQ(layout.zones[i].offset, builder.zones()[i].offset) << i;
        EXPECT_EQ(layout.zones[i].size, builder.zones()[i].size) << i;
    }
}

// The one zone that is never empty. Without it, one as large as a dump zone could not be told from those.
void WriteConsole(RegionBuilder& builder, const KernelRules& rules) {
    if (rules.console != 0)
        builder.Write(builder.Find("console"), "[    0.000000] Booting Linux on physical CPU 0x0\n");
}

std::vector<KernelRules> AllRules() {
    std::vector<KernelRules> all;
    for (Split split : {Split::kRecordSized, Split::kDivided, Split::kDividedEven, Split::kPmsgFirst}) {
        all.push_back({.split = split});
        all.push_back({.split = split, .ecc = 16});
        all.push_back({.split = split, .memory = 0x100000, .record = 0x10000, .ftrace = 0, .pmsg = 0x4000});
        all.push_back({.split = split, .memory = 0x32000, .record = 0x8000, .console = 0x2000, .ecc = 32});
        all.push_back({.split = split, .ftrace = 0x4000, .cpus = 4});
        all.push_back({.split = split, .memory = 0x80000, .ftrace = 0x8000, .ecc = 16, .cpus = 3});
        all.push_back({.split = split, .memory = 0x20000, .console = 0, .ftrace = 0, .pmsg = 0});
    }
    return all;
}

TEST(Layout, IsFoundForEveryGenerationWithGivenSizes) {
    auto layout = std::make_unique<RegionLayout>();
    for (const KernelRules& rules : AllRules()) {
        RegionBuilder builder(rules);
        RegionOptions options{rules.record, rules.console, rules.ftrace, rules.pmsg, rules.ecc};
        FindLayout(builder.bytes(), options, *layout);
        ExpectZones(*layout, builder);
        EXPECT_EQ(layout->ecc_size, rules.ecc);
    }
}

TEST(Layout, IsFoundForEveryGenerationFromTheContent) {
    auto layout = std::make_unique<RegionLayout>();
    for (const KernelRules& rules : AllRules()) {
        RegionBuilder builder(rules);
        WriteConsole(builder, rules);
        FindLayout(builder.bytes(), {}, *layout);
        // Memory is left behind the last zone: without parity nothing tells where it ended.
        if (rules.split == Split::kRecordSized && rules.ecc == 0) {
            EXPECT_GE(layout->zones.back().size, builder.zones().back().size);
            layout->zones.back().size = builder.zones().back().size;
        }
        ExpectZones(*layout, builder);
        EXPECT_EQ(layout->ecc_size, rules.ecc);
    }
}

// Two headers are gone: the others still tell where the zones are.
TEST(Layout, SurvivesLostHeaders) {
    auto layout = std::make_unique<RegionLayout>();
    for (Split split : {Split::kRecordSized, Split::kDivided, Split::kDividedEven, Split::kPmsgFirst}) {
        RegionBuilder builder({.split = split, .ecc = 16});
        WriteConsole(builder, {});
        for (size_t zone : {1, 5}) builder.bytes()[builder.Find("dmesg", zone).offset] ^= 0x10;
        FindLayout(builder.bytes(), {}, *layout);
        ExpectZones(*layout, builder);
    }
}

TEST(Layout, SizesAreRoundedDownToPowersOfTwo) {
    auto layout = std::make_unique<RegionLayout>();
    RegionBuilder builder({});
    FindLayout(builder.bytes(), {.record_size = 0x7fff, .console_size = 0x5000}, *layout);
    ExpectZones(*layout, builder);
}

TEST(Layout, OfNothingIsEmpty) {
    auto layout = std::make_unique<RegionLayout>();
    for (size_t size : {0, 1, 11, 12, 4096}) {
        FindLayout(std::vector<uint8_t>(size), {}, *layout);
        EXPECT_EQ(layout->zones.size(), 0u);
        EXPECT_EQ(layout->ecc_size, 0u);
    }
}

}  // namespace
}  // namespace faultbox::ramoops
