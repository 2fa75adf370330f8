#include "host/input/input_parts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "arch/common/arch_info.h"
#include "host/input/read_input.h"
#include "target/format/frame.h"

namespace faultbox {
namespace {

constexpr auto kArm = static_cast<uint32_t>(Arch::kArm);
constexpr auto kArm64 = static_cast<uint32_t>(Arch::kArm64);

// A record with one event of that CPU, 0 for none.
std::string Record(uint32_t arch, uint32_t line) {
    format::CrashRecord record;
    format::Event& event = *record.add_event();
    if (arch != 0) event.set_arch(arch);
    event.set_first_line(line);
    const std::string payload = record.SerializeAsString();
    std::string frame(format::kFrameHeaderBytes + payload.size() + format::kFrameTrailerBytes, '\0');
    std::ranges::copy(payload, frame.begin() + format::kFrameHeaderBytes);
    EXPECT_TRUE(format::WriteFrame({reinterpret_cast<uint8_t*>(frame.data()), frame.size()}, 0, line));
    return frame;
}

struct Seen {
    std::vector<size_t> sizes;  // Of the parts, the rest behind them.
    std::vector<uint32_t> lines, archs;
    std::vector<std::string> notes;
};

void See(const DecodedInput& part, Seen& seen) {
    EXPECT_EQ(part.name, "input");
    EXPECT_EQ(part.kind, InputKind::kRecord);
    seen.sizes.push_back(part.records.size());
    for (const format::CrashRecord& record : part.records) {
        seen.lines.push_back(record.event(0).first_line());
        seen.archs.push_back(record.event(0).arch());
    }
    seen.notes.insert(seen.notes.end(), part.notes.begin(), part.notes.end());
}

Seen ReadInParts(const std::string& content, size_t wanted_parts = SIZE_MAX) {
    Seen seen;
    const InputParts::Take take = [&](DecodedInput part) {
        See(part, seen);
        return seen.sizes.size() < wanted_parts;
    };
    InputParts parts(take);
    Result<DecodedInput> rest = ReadInput("input", AsBytes(std::string_view(content)), std::nullopt, &parts);
    EXPECT_TRUE(rest);
    if (rest) See(*rest, seen);
    EXPECT_EQ(parts.has_handed_on(), seen.sizes.size() > 1);
    return seen;
}

std::string Records(const std::vector<uint32_t>& archs) {
    std::string content;
    for (uint32_t arch : archs) content += Record(arch, static_cast<uint32_t>(content.size()));
    return content;
}

TEST(InputParts, AreTheRecordsInOrder) {
    const std::string content = Records(std::vector<uint32_t>(150, kArm));
    const Seen seen = ReadInParts(content);
    EXPECT_EQ(seen.sizes, (std::vector<size_t>{64, 64, 22}));
    Result<DecodedInput> whole = ReadInput("input", AsBytes(std::string_view(content)), std::nullopt);
    ASSERT_TRUE(whole);
    Seen all;
    See(*whole, all);
    EXPECT_EQ(seen.lines, all.lines);
    EXPECT_TRUE(std::ranges::is_sorted(seen.lines));
}

TEST(InputParts, NothingIsLeftBehindThemWhereTheNumberFits) {
    EXPECT_EQ(ReadInParts(Records(std::vector<uint32_t>(64, kArm)) + Record(kArm, 1)).sizes,
              (std::vector<size_t>{64, 1}));
    EXPECT_EQ(ReadInParts(Records(std::vector<uint32_t>(64, kArm))).sizes, (std::vector<size_t>{64}));
}

// The CPU of an event that shows none is that of all others, which may come behind it.
TEST(InputParts, AnEventWithoutCpuKeepsThemBack) {
    std::vector<uint32_t> archs(200, kArm);
    archs[70] = 0;
    const Seen seen = ReadInParts(Records(archs));
    EXPECT_EQ(seen.sizes, (std::vector<size_t>{64, 136}));
    EXPECT_EQ(seen.archs, std::vector<uint32_t>(200, kArm));
}

TEST(InputParts, TheCpuMayHaveBeenShownInAnEarlierPart) {
    std::vector<uint32_t> archs(65, kArm);
    archs[64] = 0;
    EXPECT_EQ(ReadInParts(Records(archs)).archs, std::vector<uint32_t>(65, kArm));
}

TEST(InputParts, TwoCpusLeaveItOpen) {
    std::vector<uint32_t> archs(66, kArm);
    archs[64] = kArm64;
    archs[65] = 0;
    EXPECT_EQ(ReadInParts(Records(archs)).archs, archs);
}

TEST(InputParts, DamageIsNotedWithThePartThatItIsIn) {
    std::string content = Records(std::vector<uint32_t>(100, kArm));
    content[content.size() - 1] ^= 1;
    const Seen seen = ReadInParts(content);
    EXPECT_EQ(seen.sizes, (std::vector<size_t>{64, 35}));
    EXPECT_EQ(seen.notes.size(), 1u);
}

TEST(InputParts, NoMoreAreReadThanAreWanted) {
    EXPECT_EQ(ReadInParts(Records(std::vector<uint32_t>(300, kArm)), 2).sizes, (std::vector<size_t>{64, 64, 0}));
}

}  // namespace
}  // namespace faultbox
