#include "target/ramoops/ftrace.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::ramoops {
namespace {

std::vector<uint8_t> Words(std::initializer_list<uint32_t> words) {
    std::vector<uint8_t> bytes;
    for (uint32_t word : words) {
        for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<uint8_t>(word >> 8 * i));
    }
    return bytes;
}

TEST(Ftrace, OldForms) {
    std::vector<uint8_t> call = Words({0xc0101235, 0xc0205678});
    FtraceEntry entry = *FtraceReader(call, FtraceForm::kCall32).Next();
    EXPECT_EQ(entry.ip, 0xc0101235u);
    EXPECT_EQ(entry.parent_ip, 0xc0205678u);
    EXPECT_FALSE(entry.cpu);
    EXPECT_FALSE(entry.timestamp);

    std::vector<uint8_t> with_cpu = Words({0xc0101235, 0xc0205678, 3});
    EXPECT_EQ(FtraceReader(with_cpu, FtraceForm::kCpu32).Next()->cpu, 3u);

    std::vector<uint8_t> wide = Words({0x8108abcd, 0xffffffff, 0x8209dcba, 0xffffffff, 7, 0});
    entry = *FtraceReader(wide, FtraceForm::kCpu64).Next();
    EXPECT_EQ(entry.ip, 0xffffffff8108abcdu);
    EXPECT_EQ(entry.parent_ip, 0xffffffff8209dcbau);
    EXPECT_EQ(entry.cpu, 7u);
}

// include/linux/pstore.h: TS_CPU_SHIFT 8.
TEST(Ftrace, StampsHoldTheCpu) {
    std::vector<uint8_t> bytes = Words({0x8108abcd, 0xffffffff, 0x8209dcba, 0xffffffff, 0x00123405, 0x1});
    FtraceEntry entry = *FtraceReader(bytes, FtraceForm::kStamped64).Next();
    EXPECT_EQ(entry.cpu, 5u);
    EXPECT_EQ(entry.timestamp, 0x1001234u);
}

TEST(Ftrace, SkipsTheEntryThatTheRingCut) {
    std::vector<uint8_t> bytes = {0xaa, 0xbb, 0xcc};
    std::vector<uint8_t> whole = Words({1, 2, 3, 0, 4, 5, 6, 0});
    bytes.insert(bytes.end(), whole.begin(), whole.end());
    FtraceReader reader(bytes, FtraceForm::kStamped32);
    EXPECT_EQ(reader.Next()->ip, 1u);
    FtraceEntry second = *reader.Next();
    EXPECT_EQ(second.parent_ip, 5u);
    EXPECT_EQ(second.timestamp, 6u);
    EXPECT_FALSE(reader.Next());
    EXPECT_FALSE(FtraceReader({}, FtraceForm::kCall32).Next());
}

}  // namespace
}  // namespace faultbox::ramoops
