// Texts that are made to cost much: twice the text may cost at most twice the work, whatever stands in it. Work is
// counted, not timed. What is cleaned shrinks while the arena has room, which is a constant.

#include <gtest/gtest.h>

#include "target/oops/parser.h"

namespace faultbox {
namespace {

struct Counter : EventSink {
    void OnEvent(const CrashEvent&) override { ++events; }
    uint64_t events = 0;
};

struct Cost {
    OopsParser::Work work;
    uint64_t events = 0;
};

Cost Measure(const std::string& text) {
    Counter counter;
    auto parser = std::make_unique<OopsParser>(counter);
    parser->Parse(text);
    return {parser->work(), counter.events};
}

std::string Repeat(std::string_view unit, size_t size) {
    std::string text;
    text.reserve(size + unit.size());
    while (text.size() < size) text += unit;
    return text;
}

struct Hostile {
    const char* name;
    const char* begin;  ///< Opens an event, where that makes it worse.
    std::string unit;
};

constexpr const char* kOpen = "[    1.000000] Internal error: Oops: 5 [#1] SMP ARM\n";

std::vector<Hostile> Texts() {
    std::string wrapped = "[    1.000000] Modules linked in: " + std::string(46, 'm') + "\n";
    for (int i = 0; i < 40; ++i) wrapped += std::string(80, static_cast<char>('a' + i % 26)) + "\n";
    std::string equal_widths = "[    1.000000] " + std::string(60, '?') + "\n" + std::string(75, '?') + "\n";
    return {
        {"no newline", kOpen, "f+0x1/0x2 "},
        {"no newline, no blank", kOpen, "x"},
        {"headers", "", "[    1.000000] Internal error: Oops: 5 [#1] SMP ARM\n"},
        {"faults", "", "Unable to handle kernel paging request at virtual address 00002008\n"},
        {"unreliable frames", "Internal error: Oops: 5 [#1]\nCall trace:\n", " [<c0012345>] ? fn+0x10/0x20 [module]\n"},
        {"stamps only", kOpen, "[    1.000000] "},
        {"stamps in lines", kOpen, "[    1.000000] x[    1.000000] y[    1.000000] z\n"},
        {"brackets", kOpen, "["},
        {"escapes", kOpen, "\x1b"},
        {"escapes that do not end", kOpen, "\x1b["},
        {"carriage returns", kOpen, "\r"},
        {"overprints", kOpen, "x\r"},
        {"backspaces", kOpen, "x\b\b"},
        {"entities", kOpen, "&lt;&"},
        {"wrapped lines", kOpen, wrapped},
        {"equal widths", kOpen, equal_widths},
        {"torn lines", kOpen, "[    1.000000] pc : [[    1.000001] x\n"},
        {"record parts", kOpen, "4,1,2,+;x\n"},
        {"registers", kOpen, "pc : [<c0c3ac54>]    lr : [<fffffffa>]    psr: 80010013\n"},
        {"cut marks", kOpen, "8<--- cut here ---\nUnhandled fault: x (0x1) at 0x1\n"},
        {"two callers", "",
         "[    1.0][    T1] Internal error: Oops: 5 [#1] SMP ARM\n[    1.0][    T2] Internal error: Oops: 5 [#1] SMP "
         "ARM\n"},
        {"nested reports", "",
         "Unable to handle kernel paging request at virtual address 00002008\n------------[ cut here ]------------\n"},
        {"nested reports of one crash", "Unable to handle kernel paging request at virtual address 00002008\n",
         "------------[ cut here ]------------\nWARNING: CPU: 1 PID: 56 at a.c:649 f+0x41/0x54\n---[ end trace 0 "
         "]---\n"},
        {"dump headers", "", "Oops#1 Part1\npc : [<c0c3ac54>]\n"},
    };
}

TEST(Hostile, WorkGrowsWithTheText) {
    constexpr size_t kSize = size_t{1} << 18;
    for (const Hostile& hostile : Texts()) {
        Cost once = Measure(hostile.begin + Repeat(hostile.unit, kSize));
        Cost twice = Measure(hostile.begin + Repeat(hostile.unit, 2 * kSize));
        uint64_t unit = hostile.unit.size() + 100;
        EXPECT_LE(twice.work.bytes_scanned, 2 * once.work.bytes_scanned + unit) << hostile.name;
        EXPECT_LE(twice.work.lines, 2 * once.work.lines + unit) << hostile.name;
        EXPECT_LE(twice.work.lines_tried, 2 * once.work.lines_tried + unit) << hostile.name;
        EXPECT_LE(twice.work.bytes_tried, 2 * once.work.bytes_tried + 3 * unit + TextArena::kSize) << hostile.name;
        // In absolute terms, too: a byte is scanned once and tried alone and as part of a broken line.
        EXPECT_GE(once.work.bytes_scanned, kSize) << hostile.name;
        EXPECT_LE(once.work.bytes_scanned, 3 * kSize + unit) << hostile.name;
        EXPECT_LE(once.work.bytes_tried, 3 * kSize + unit) << hostile.name;
    }
}

// 64 MiB without a newline; the text is scanned once and held by nobody.
TEST(Hostile, SixtyFourMebibytesWithoutNewline) {
    constexpr size_t kSize = size_t{64} << 20;
    std::string text = kOpen;
    text.resize(kSize, ' ');
    Cost cost = Measure(text);
    EXPECT_EQ(cost.events, 1u);
    EXPECT_LE(cost.work.bytes_scanned, kSize + kSize / LineScanner::kLongestLine + 2);
}

TEST(Hostile, EveryHeaderIsAnEvent) {
    std::string text = Repeat(kOpen, 100 * std::string_view(kOpen).size());
    EXPECT_EQ(Measure(text).events, 100u);
}

}  // namespace
}  // namespace faultbox
