#include "target/oops/line_scanner.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

Line Only(std::string_view text) {
    LineScanner scanner(text);
    Line line;
    EXPECT_TRUE(scanner.Next(line));
    return line;
}

constexpr std::string_view kText = "PC is at rpmsg_sock_release+0xd8/0x114";

struct Prefix {
    const char* before;
    std::optional<uint64_t> time_us;
    std::optional<uint8_t> level;
    std::optional<Caller> caller = {};
};

TEST(LineScanner, EveryPrefix) {
    const Prefix kPrefixes[] = {
        {"", {}, {}},
        {"[   12.345678] ", 12345678, {}},
        {"[413571.656157] ", 413571656157, {}},
        {"<4>[   12.3] ", 12300000, 4},
        {"<0>", {}, 0},
        {"[    5.123456][    T1] ", 5123456, {}, Caller{'T', 1}},
        {"[    5.123456][    C0] ", 5123456, {}, Caller{'C', 0}},
        {"<1>[    5.123456][ T1234] ", 5123456, 1, Caller{'T', 1234}},
        {"[    1.234567@0] ", 1234567, {}},
        {"[  +0.000014] ", {}, {}},
        {"[Fri Jan 12 19:08:41 2024] ", {}, {}},
        {"6,1234,567890,-;", 567890, 6},
        {"30,1234,567890,c;", 567890, 6},
        {"6,1234,567890,-,caller=T1;", 567890, 6, Caller{'T', 1}},
        {"Jan 12 19:08:41 host kernel: [   12.345678] ", 12345678, {}},
        {"Jan  2 19:08:41 host kernel: ", {}, {}},
        {"Sep 12 11:38:25 sre-net-test-1 kernel: [494886.032081] ", 494886032081, {}},
        {"2024-01-12T19:08:41+0100 host kernel: ", {}, {}},
        {"2024-01-12T19:08:41.123456+01:00 host kernel: [   12.345678] ", 12345678, {}},
        {"Fri 2024-01-12 19:08:41 CET host kernel: ", {}, {}},
        {"<4>Jan 12 19:08:41 host kernel: ", {}, 4},
        {"<4>[   12.345678] ", 12345678, 4},
        {"<6>[   12.3][ T1] ", 12300000, 6, Caller{'T', 1}},
        {"[Sat Nov 21 08:18:29 2026] ", {}, {}},
        {"[   12.345678 <    0.000012>] ", 12345678, {}},
        {"[<    0.000012>] ", {}, {}},
        {"kern  :warn  : [   12.345678] ", 12345678, 4},
        {"user  :notice: [Sat Nov 21 08:18:29 2026] ", {}, 5},
        {"2026-11-21T08:18:29,123456+00:00 ", {}, {}},
        {"[Nov21 08:18] ", {}, {}},
        {"[  +0.000012] ", {}, {}},
        {"4,1234,5678901234,-;", 5678901234, 4},
        {"4,1234,5678901234,c;", 5678901234, 4},
        {"4,1234,5678901234,-,caller=T123;", 5678901234, 4, Caller{'T', 123}},
        {"4,1234,5678901234,-,caller=C3;", 5678901234, 4, Caller{'C', 3}},
        {"4,1234,5678901234,-,ncfrag=0/1000;", 5678901234, 4},
        {"2026-11-21T08:18:29.123456+00:00 host kernel: ", {}, {}},
        {"Nov 21 08:18:29 host user.warn kernel: [   12.345678] ", 12345678, 4},
        {"Nov 21 08:18:29.123456 host kernel: ", {}, {}},
        {"[   12.345678] host kernel: ", 12345678, {}},
        {"kernel: ", {}, {}},
        {"kernel: [   12.345678] ", 12345678, {}},
        {"[    1.23/0] ", 1230000, {}},
        {"[    0.000000,0] ", 0, {}},
        {"<4>[    0.000012  (0)    1] ", 12, 4},
        {"[    0.000012] c0      0 ", 12, {}, Caller{'C', 0}},
        {"[    0.000012] c1     34 ", 12, {}, Caller{'T', 34}},
        {"[    5.123456]  [0:      swapper/0:    0] ", 5123456, {}, Caller{'C', 0}},
        {"<6>[    5.123456] [2:     kworker/2:1:   77] ", 5123456, 6, Caller{'T', 77}},
        {"[  171.520637] -(0)[0:swapper/0]", 171520637, {}, Caller{'C', 0}},
        {"[2026-11-21 08:18:29.123] ", {}, {}},
        {"[2026-11-21 08:18:29.123] <4>[   12.345678][    T1] ", 12345678, 4, Caller{'T', 1}},
        {"[08:18:29.123] [   12.345678] ", 12345678, {}},
        {"2026-11-21 08:18:29.123: [   12.345678] ", 12345678, {}},
        {"[0.001122 0.000014] [   12.345678] ", 12345678, {}},
        {"\x01"
         "4",
         {},
         4},
        {"\x1b[32m[   12.345678] \x1b[0m\x1b[33m", 12345678, {}},
        {"> [   12.345678] ", 12345678, {}},
    };
    for (const Prefix& prefix : kPrefixes) {
        std::string text = std::string(prefix.before) + std::string(kText);
        Line line = Only(text);
        EXPECT_EQ(line.text, kText) << text;
        EXPECT_EQ(line.time_us, prefix.time_us) << text;
        EXPECT_EQ(line.level, prefix.level) << text;
        EXPECT_EQ(line.caller, prefix.caller) << text;
        EXPECT_EQ(line.has_prefix(), *prefix.before != '\0') << text;
    }
}

TEST(LineScanner, BracketsThatAreNoPrefix) {
    for (std::string_view text : {"[0000002c] *pgd=00000000", "[<c00124fc>] (show_stack+0x0/0x1c)", "[12] x", "[1.2 x",
                                  "<idle>", "[1.]", "[Fri] x", "6,x;", "Jan 12 x", "<4294967295>x", "[ T1", "1.5"}) {
        Line line = Only(text);
        EXPECT_EQ(line.text, text);
        EXPECT_FALSE(line.has_prefix());
        EXPECT_FALSE(line.time_us);
    }
}

// i.MX6UL, linux-bluetooth, "kernel crash in hci_conn_cleanup", 2025.
TEST(LineScanner, OpenLineOfAProgram) {
    Line line = Only("root@board_2:~# [  241.459378] 8<--- cut here ---");
    EXPECT_EQ(line.text, "8<--- cut here ---");
    EXPECT_EQ(line.time_us, 241459378u);
    EXPECT_EQ(Only("version [1.5] of x").text, "version [1.5] of x");
    EXPECT_FALSE(Only("version [1.5] of x").time_us);
    EXPECT_EQ(Only("a[0] [x] [   12.345678] b").text, "b");
}

TEST(LineScanner, KeepsIndentation) {
    EXPECT_EQ(Only("[    0.850031]  __fput from task_work_run+0x7c/0xa8").text, " __fput from task_work_run+0x7c/0xa8");
}

TEST(LineScanner, SerialCapture) {
    using std::string_view_literals::operator""sv;
    EXPECT_EQ(Only("\r\x1b[1;31m[    0.8] Oops\x1b[0m \r\0\0\n"sv).text, "Oops");
    EXPECT_EQ(Only("\0\0<4>Oops\r"sv).text, "Oops");
    EXPECT_EQ(Only("\x1b["sv).text, "");
    EXPECT_EQ(Only("[    0.8] \x1b[31mOops"sv).text, "Oops");
}

TEST(LineScanner, NumbersAndOffsets) {
    std::string_view text = "one\n\n[    0.8] three\r\nfour";
    LineScanner scanner(text);
    Line line;
    std::vector<std::pair<uint32_t, size_t>> found;
    while (scanner.Next(line)) found.emplace_back(line.number, line.offset);
    EXPECT_EQ(found, (std::vector<std::pair<uint32_t, size_t>>{{1, 0}, {2, 4}, {3, 5}, {4, 22}}));
    EXPECT_EQ(line.text, "four");
    EXPECT_EQ(line.text.data(), text.data() + 22);
    EXPECT_FALSE(LineScanner("").Next(line));
}

TEST(LineScanner, DamagedStamps) {
    for (std::string_view stamp : {"[   12.34x678] ", "[   12.345678 ", "   12.345678] ", "[   1?.345678] "}) {
        std::string text = std::string(stamp) + std::string(kText);
        Line line = Only(text);
        EXPECT_EQ(line.text, kText) << stamp;
        EXPECT_TRUE(line.stamp_damaged) << stamp;
        EXPECT_FALSE(line.time_us) << stamp;
    }
}

std::vector<std::string> Texts(std::string_view text, TextArena* arena = nullptr) {
    LineScanner scanner(text, arena);
    std::vector<std::string> texts;
    for (Line line; scanner.Next(line);) texts.emplace_back(line.text);
    return texts;
}

TEST(LineScanner, RecordDictionary) {
    EXPECT_EQ(Texts("6,1,2,-;usb 1-1: new\n SUBSYSTEM=usb\n DEVICE=c189:1\n4,2,3,-;x\n SUB"),
              (std::vector<std::string>{"usb 1-1: new", "", "", "x", " SUB"}));
}

TEST(LineScanner, RecordFragments) {
    LineScanner scanner("4,7,9,-,ncfrag=0/30;Unable to handle\n4,7,9,-,ncfrag=16/30; kernel paging\n4,8,9,+;x\n");
    Line line;
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_FALSE(line.continues);
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_TRUE(line.continues);
    EXPECT_EQ(line.text, " kernel paging");
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_TRUE(line.continues);
}

TEST(LineScanner, Overprints) {
    EXPECT_EQ(Texts("10%\r20%\r[    0.8] Oops\r\r\nx"), (std::vector<std::string>{"10%", "20%", "Oops", "x"}));
    TextArena arena;
    EXPECT_EQ(Texts("a\x1b[1mb\x13"
                    "cx\bd\n&lt;&amp;&bogus;\n",
                    &arena),
              (std::vector<std::string>{"abcd", "<&&bogus;"}));
}

TEST(LineScanner, MessageInsideAMessage) {
    LineScanner scanner("[   12.300000] unable to ha[   12.400000][   T5] usb 1-1: new\n[   12.5] arr[12.5] x\n");
    Line line;
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_EQ(line.text, "unable to ha");
    EXPECT_TRUE(line.torn);
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_EQ(line.text, "usb 1-1: new");
    EXPECT_EQ(line.number, 1u);
    EXPECT_EQ(line.time_us, 12400000u);
    EXPECT_EQ(line.caller, (Caller{'T', 5}));
    ASSERT_TRUE(scanner.Next(line));
    EXPECT_EQ(line.text, "arr[12.5] x");
    EXPECT_FALSE(line.torn);
}

TEST(LineScanner, LongLinesAreCut) {
    std::string text(10'000, 'x');
    std::vector<std::string> texts = Texts(text + "\nend");
    ASSERT_EQ(texts.size(), 4u);
    EXPECT_EQ(texts[0].size() + texts[1].size() + texts[2].size(), text.size());
}

TEST(LineScanner, TimesThatDoNotFit) {
    EXPECT_FALSE(Only("[99999999999999999999.1] x").time_us);
    EXPECT_FALSE(Only("[18446744073709551615.999999] x").time_us);
    EXPECT_EQ(Only("[5.123456789] x").time_us, 5123456u);
}

}  // namespace
}  // namespace faultbox
