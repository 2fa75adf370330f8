#include "target/oops/parser.h"

#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kOops =
    R"([    1.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000002c
[    1.000001] Internal error: Oops: a05 [#1] SMP ARM
[    1.000002] PC is at f+0x4/0x8
)";

TEST(Parser, NothingToFind) {
    EXPECT_TRUE(Parse("")->events.empty());
    EXPECT_TRUE(Parse("\n\n")->events.empty());
    EXPECT_TRUE(
        Parse("[    0.000000] Booting Linux on physical CPU 0x0\n[    0.1] CPU: All CPU(s) started\n")->events.empty());
    // Lines of a trace that belong to nothing.
    EXPECT_TRUE(Parse("CPU: 0 PID: 1 Comm: x Not tainted 6.1.0 #1\nHardware name: x\n")->events.empty());
}

TEST(Parser, OneTextAfterAnother) {
    struct Counter : EventSink {
        void OnEvent(const CrashEvent& event) override {
            ++count;
            relation = event.relation;
        }
        int count = 0;
        Relation relation{};
    };
    Counter counter;
    auto parser = std::make_unique<OopsParser>(counter);
    parser->Parse(kOops);
    parser->Parse(kOops);
    EXPECT_EQ(counter.count, 2);
    EXPECT_EQ(counter.relation, Relation::kRoot);
}

TEST(Parser, ManyUnrelatedLinesEndAnEvent) {
    std::string text = kOops;
    for (int i = 0; i < 200; ++i) text += std::format("[    2.{:06}] usb 1-1: new device\n", i);
    text += "[    3.0] Code: e5933018 (e5832000)\n";
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].line_count, 3u);
    EXPECT_TRUE(parsed->events[0].code.bytes.empty());
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{});
}

TEST(Parser, BootEndsEventAndCrash) {
    auto parsed = Parse(std::string(kOops) + "[    0.000000] Booting Linux on physical CPU 0x0\n" + kOops);
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[1].relation, Relation::kRoot);
    EXPECT_FALSE(parsed->events[1].relation_to);
}

TEST(Parser, OtherCallersAreNotPartOfTheEvent) {
    auto parsed = Parse(R"([    1.0][  T43] Unable to handle kernel NULL pointer dereference at virtual address 0000002c
[    1.0][  T43] Internal error: Oops: a05 [#1] SMP ARM
[    1.0][   T7] PC is at wrong+0x4/0x8
[    1.0][  T43] PC is at right+0x4/0x8
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].pc.symbol, "right");
}

// A user process's fault is printed in the same words, but nothing dies.
TEST(Parser, UserFault) {
    std::string text = "Unhandled fault: alignment fault (0x801) at 0xb6e00f79\n";
    for (int i = 0; i < 200; ++i) text += "usb 1-1: new device\n";
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kUserFault);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(parsed->events[0].fault.address, 0xb6e00f79u);
}

TEST(Parser, CpuLines) {
    struct Case {
        const char* line;
        std::optional<uint32_t> cpu, pid;
        const char *comm, *release, *build, *build_id, *taint;
    };
    constexpr const char* kId = "c150a816c150a816c150a816c150a816c150a816";
    const Case kCases[] = {
        {"CPU: 0    Not tainted  (2.6.32-17-ridgerun #22)", 0, {}, "", "2.6.32-17-ridgerun", "#22", "", ""},
        {"Pid: 8003, comm: Xorg Not tainted (2.6.27.9-159.fc10.i686 #1)",
         {},
         8003,
         "Xorg",
         "2.6.27.9-159.fc10.i686",
         "#1",
         "",
         ""},
        {"Pid: 1473, comm: Xorg Not tainted 2.6.32-0.51.rc7.git2.fc13 #1 2007CTO",
         {},
         1473,
         "Xorg",
         "2.6.32-0.51.rc7.git2.fc13",
         "#1",
         "",
         ""},
        {"CPU: 0 PID: 222 Comm: plymouthd Not tainted 4.0.3-201.fc21.i686+PAE #1", 0, 222, "plymouthd",
         "4.0.3-201.fc21.i686+PAE", "#1", "", ""},
        {"CPU: 2 PID: 9 Comm: x Not tainted 5.13.0-rc6-next #1 c150a816c150a816c150a816c150a816c150a816", 2, 9, "x",
         "5.13.0-rc6-next", "#1", kId, ""},
        {"CPU: 0 UID: 0 PID: 906 Comm: fio Kdump: loaded Not tainted 6.11.0 #1", 0, 906, "fio", "6.11.0", "#1", "", ""},
        {"CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.18.0-rc1-00026-g1b1f04d8271e #16162 PREEMPT", 0, 1,
         "swapper/0", "6.18.0-rc1-00026-g1b1f04d8271e", "#16162", "", ""},
        {"CPU: 1 PID: 5 Comm: Web Content Tainted: P    B   W  OEL  6.1.0 #2", 1, 5, "Web Content", "6.1.0", "#2", "",
         "PBWOEL"},
    };
    for (const Case& expected : kCases) {
        auto parsed = Parse(std::string(kOops) + expected.line + "\nTainted: [W]=WARN\n");
        ASSERT_EQ(parsed->events.size(), 1u);
        const CrashEvent& event = parsed->events[0];
        EXPECT_EQ(event.cpu, expected.cpu) << expected.line;
        EXPECT_EQ(event.pid, expected.pid) << expected.line;
        EXPECT_EQ(event.comm, expected.comm) << expected.line;
        EXPECT_EQ(event.release, expected.release) << expected.line;
        EXPECT_EQ(event.build, expected.build) << expected.line;
        EXPECT_EQ(event.kernel_build_id, expected.build_id) << expected.line;
        EXPECT_EQ(parsed->taints[0], expected.taint) << expected.line;
        EXPECT_TRUE(event.tainted_stated);
        EXPECT_EQ(event.line_count, 5u) << expected.line;
    }
}

TEST(Parser, CodeLines) {
    struct Case {
        const char* line;
        size_t bytes;
        std::optional<uint8_t> fault_at;
        uint8_t unit;
        Strings damage;
    };
    const Case kCases[] = {
        {"Code: ebfcdd4b e28a3020 f593f000 e1932f9f (e2822001)", 20, 16, 4, {}},
        {"Code: 4b02 681b (601a)", 6, 4, 2, {}},
        {"Code: 48 8b <0f> 0b", 4, 2, 1, {}},
        {"Code: bad PC value", 0, {}, 1, {}},
        {"Code: ebfcdd4b e28a302 f593f000 (e2822001)", 8, 4, 4, {"missing-digits 4 e28a302"}},
        {"Code: ebfcdd4b (e28220011)", 4, {}, 4, {"extra-digits 4 (e28220011)"}},
        {"Code: ebfcdd4b (e2822001) zz", 8, 4, 4, {"missing-digits 4 zz"}},
    };
    for (const Case& expected : kCases) {
        auto parsed = Parse(std::string(kOops) + expected.line + "\n---[ end trace 0000000000000000 ]---\n");
        ASSERT_EQ(parsed->events.size(), 1u);
        const CodeBytes& code = parsed->events[0].code;
        EXPECT_EQ(code.bytes.size(), expected.bytes) << expected.line;
        EXPECT_EQ(code.fault_at, expected.fault_at) << expected.line;
        if (!code.bytes.empty()) EXPECT_EQ(code.unit, expected.unit) << expected.line;
        EXPECT_EQ(DamageList(parsed->events[0]), expected.damage) << expected.line;
    }
}

TEST(Parser, StackRowThatIsMissing) {
    auto parsed = Parse(std::string(kOops) + R"(Stack: (0xc0b5df10 to 0xc0b5e000)
df00:                                     c089d000 c00f1bb8 00000000 00000000
df40: c0b80780 c0b80780 c0b5dfb0 c00084f8 c00084f8 c0010fc4 00000000 00000000
---[ end trace 0000000000000000 ]---
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].stack.words.size(), 4u);
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"torn 6 df40"});
}

TEST(Parser, BoundsAreCounted) {
    std::string text = std::string(kOops) + "Modules linked in:";
    for (int i = 0; i < 300; ++i) text += std::format(" m{}", i);
    text += "\nCall trace:\n";
    for (int i = 0; i < 400; ++i) text += std::format(" f{} from f{}+0x10/0x20\n", i, i + 1);
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].modules.size(), 256u);
    EXPECT_EQ(parsed->events[0].modules.dropped(), 44u);
    EXPECT_EQ(parsed->events[0].trace_entries.size(), 256u);
    EXPECT_EQ(parsed->events[0].traces[0].count, 256u);
}

// The scanner hands out each line once, so that the work grows with the number of lines and not with that of events.
TEST(Parser, EachLineIsReadOnce) {
    std::string text;
    for (int i = 0; i < 50; ++i) text += kOops;
    LineScanner scanner(text);
    uint32_t lines = 0;
    size_t bytes = 0;
    for (Line line; scanner.Next(line); ++lines) bytes += line.text.size();
    EXPECT_EQ(lines, 150u);
    EXPECT_LE(bytes, text.size());
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 50u);
    for (uint32_t i = 0; i < 50; ++i) {
        EXPECT_EQ(parsed->events[i].first_line, 3 * i + 1);
        EXPECT_EQ(parsed->events[i].line_count, 3u);
    }
}

}  // namespace
}  // namespace faultbox
