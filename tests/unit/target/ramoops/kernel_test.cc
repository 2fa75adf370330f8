// The memory of a real 6.1.192 kernel (ARM, LPAE) between its crash and the next boot, against the files that the next
// boot's kernel showed of it in /sys/fs/pstore. Kernel arguments: ramoops.mem_size=0x40000 record_size=0x8000
// console_size=0x8000 ftrace_size=0x1000 pmsg_size=0x1000 ecc=1; it was built without ftrace.
#include <gtest/gtest.h>

#include "tests/unit/target/ramoops/collect.h"
#include "tests/unit/target/ramoops/test_data.h"

namespace faultbox::ramoops {
namespace {

constexpr RegionOptions kArguments = {
    .record_size = 0x8000, .console_size = 0x8000, .ftrace_size = 0x1000, .pmsg_size = 0x1000, .ecc_size = 1};

std::string Shown(const std::string& file) {
    std::vector<uint8_t> bytes = LoadData("arm-" + file);
    std::string text(bytes.begin(), bytes.end());
    const std::string notice = "\nECC: No errors detected\n";
    EXPECT_TRUE(text.ends_with(notice)) << file;
    return text.substr(0, text.size() - notice.size());
}

void ExpectSame(const Collect& collect) {
    EXPECT_EQ(collect.NoteTexts(), std::vector<std::string>());
    ASSERT_EQ(collect.records.size(), 4u);
    const auto& [first, second, console, pmsg] =
        std::tie(collect.records[0], collect.records[1], collect.records[2], collect.records[3]);
    EXPECT_EQ(first.text, Shown("dmesg-ramoops-0"));
    EXPECT_EQ(first.reason, "Oops");
    EXPECT_EQ(first.facts.count, 1u);
    EXPECT_EQ(first.facts.part, 1u);
    EXPECT_EQ(first.facts.time_us, 824451u);
    EXPECT_TRUE(first.facts.compressed);
    EXPECT_EQ(second.text, Shown("dmesg-ramoops-1"));
    EXPECT_EQ(second.reason, "Panic");
    EXPECT_EQ(second.facts.offset, 0x9000u);
    EXPECT_EQ(second.facts.index, 1u);
    EXPECT_EQ(second.facts.time_us, 834488u);
    EXPECT_EQ(console.facts.kind, ZoneKind::kConsole);
    EXPECT_EQ(console.facts.offset, 0x36000u);
    EXPECT_EQ(console.text, Shown("console-ramoops-0"));
    EXPECT_EQ(pmsg.facts.kind, ZoneKind::kPmsg);
    EXPECT_EQ(pmsg.facts.offset, 0x3f000u);
    EXPECT_EQ(pmsg.text, Shown("pmsg-ramoops-0"));
    for (const CollectedRecord& record : collect.records) {
        EXPECT_TRUE(record.facts.ecc.present);
        EXPECT_EQ(record.facts.ecc.corrected_bytes, 0u);
        EXPECT_EQ(record.facts.ecc.uncorrectable_blocks, 0u);
        EXPECT_FALSE(record.facts.salvaged);
        EXPECT_FALSE(record.facts.truncated);
    }
}

TEST(Kernel, ShowsTheSameWithItsArguments) {
    ExpectSame(CollectRegion(LoadData("arm-region"), kArguments));
}

TEST(Kernel, ShowsTheSameWithoutArguments) {
    ExpectSame(CollectRegion(LoadData("arm-region")));
}

TEST(Kernel, ShowsTheSameThroughEightWrongBytesOfEveryBlock) {
    std::vector<uint8_t> region = LoadData("arm-region");
    // One zone is header, 227 * 128 + 52 bytes of data, parity.
    for (size_t block = 0; block * 128 < 5172; ++block) {
        for (size_t i = 0; i < 8; ++i) region[0x9000 + 12 + block * 128 + i * 15] ^= static_cast<uint8_t>(0x81 + i);
    }
    Collect collect = CollectRegion(region, kArguments);
    ASSERT_EQ(collect.records.size(), 4u);
    EXPECT_EQ(collect.records[1].text, Shown("dmesg-ramoops-1"));
    EXPECT_EQ(collect.records[1].facts.ecc.corrected_bytes, 41u * 8);
    EXPECT_EQ(collect.records[1].facts.ecc.uncorrectable_blocks, 0u);
    EXPECT_EQ(collect.NoteTexts(), std::vector<std::string>());
}

TEST(Kernel, FilesAreReadAsTheyAre) {
    Collect collect = CollectFile("/sys/fs/pstore/dmesg-ramoops-1", LoadData("arm-dmesg-ramoops-1"));
    ASSERT_EQ(collect.records.size(), 1u);
    EXPECT_EQ(collect.records[0].text, Shown("dmesg-ramoops-1"));
    EXPECT_EQ(collect.records[0].reason, "Panic");
    EXPECT_EQ(collect.records[0].facts.count, 2u);
    EXPECT_EQ(collect.records[0].facts.index, 1u);
    EXPECT_TRUE(collect.records[0].facts.ecc.present);
    EXPECT_FALSE(collect.records[0].facts.compressed);
}

}  // namespace
}  // namespace faultbox::ramoops
