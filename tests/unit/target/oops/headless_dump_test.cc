// Dumps that begin in the middle of a crash: pstore's records are small, and what the kernel said first is cut off.
// Text of the lab's 6.1 on 32-bit ARM with records of 4 KiB.
#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view kTail = R"(<4>[    3.763506] Modules linked in: headunit(O) mediacodec(O)
<4>[    3.763751] CPU: 0 PID: 57 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1  999118692fa73ed5a5c322710a9ffb7191711124
<4>[    3.764056] Hardware name: Generic DT based system
<4>[    3.764168] PC is at rpmsg_sock_release+0x54/0x70 [headunit]
<4>[    3.764564] LR is at rpmsg_sock_release+0x40/0x70 [headunit]
<4>[    3.764661] pc : [<bf007118>]    lr : [<bf007104>]    psr: 60000013
<4>[    3.764750] sp : c0f6bf08  ip : c0f08780  fp : 00000000
<0>[    3.801596] Code: e3a02001 e1a03005 e284001c e5911034 (e581502c) 
<4>[    3.816367] ---[ end trace 0000000000000000 ]---
)";

Strings SeveritiesIn(std::string text) {
    constexpr const char* kNames[] = {"info", "warning", "error", "fatal"};
    auto parsed = Parse(std::move(text));
    Strings severities;
    for (const CrashEvent& event : parsed->events) {
        severities.push_back(std::string(KindName(event.kind)) + " " + kNames[static_cast<size_t>(event.severity)]);
    }
    return severities;
}

std::string Dump(std::string_view header, std::string_view text) {
    return std::string(header) + "\n" + std::string(text);
}

// What it was is not known, but the kernel kept its log because of it.
TEST(HeadlessDump, OfAnOopsIsACrash) {
    auto parsed = Parse(Dump("Oops#1 Part1", kTail));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUnknown);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.relation, Relation::kRoot);
    EXPECT_EQ(event.headline, "");
    EXPECT_EQ(event.fault.address, std::nullopt);
    EXPECT_EQ(event.fault.status, std::nullopt);
    EXPECT_EQ(event.pc.symbol, "rpmsg_sock_release");
    EXPECT_EQ(event.comm, "mediaserver");
    EXPECT_EQ(event.line_count, 9u);
    EXPECT_EQ(DamageList(event), Strings{"begins 2"});
}

TEST(HeadlessDump, OfAnOopsEndsWithItsRecord) {
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", kTail) + "ECC: No errors detected\n"), Strings{"unknown fatal"});
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", kTail) + "\nPanic#2 Part1\n<4>[    3.85] x\n"),
              Strings{"unknown fatal"});
    // Before its end marker, too: the rest was not written.
    std::string_view torn = kTail.substr(0, kTail.find("<0>[    3.80"));
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", torn)), Strings{"unknown fatal"});
}

// The dump of a panic may begin in a report that stopped nothing, and so may a log that is no dump.
TEST(HeadlessDump, OfOtherReasonsIsNone) {
    EXPECT_EQ(SeveritiesIn(Dump("Panic#2 Part1", kTail)), Strings{"unknown error"});
    EXPECT_EQ(SeveritiesIn(std::string(kTail)), Strings{"unknown error"});
    // The end of the log is in another part.
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part2", kTail)), Strings{"unknown error"});
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", "<6>[    1.0] x\n") + Dump("Panic#2 Part1", kTail)),
              Strings{"unknown error"});
}

// The panic's dump begins while the oops was printed.
TEST(HeadlessDump, OfAPanicMayHoldTheEndOfTheOops) {
    constexpr std::string_view kEnd = R"(<0>[    3.766859] Process mediaserver (pid: 57, stack limit = 0x(ptrval))
<0>[    3.800388]  rpmsg_sock_release [headunit] from __fput+0x78/0x1d4
<0>[    3.801596] Code: e3a02001 e1a03005 e284001c e5911034 (e581502c) 
<4>[    3.816367] ---[ end trace 0000000000000000 ]---
)";
    constexpr std::string_view kPanic = "<0>[    3.844494] Kernel panic - not syncing: Fatal exception\n";
    std::string panic = Dump("Panic#2 Part1", std::string(kEnd) + std::string(kPanic));
    auto parsed = Parse(Dump("Oops#1 Part1", kTail) + panic);
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(parsed->events[1].relation, Relation::kSameCrash);
    EXPECT_EQ(parsed->events[1].relation_to, 0u);
    EXPECT_EQ(parsed->events[2].relation, Relation::kFollowed);
    EXPECT_EQ(parsed->events[2].relation_to, 0u);
    // What begins later is another one.
    std::string later = panic;
    later.replace(later.find("3.766859"), 8, "3.826859");
    parsed = Parse(Dump("Oops#1 Part1", kTail) + later);
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(parsed->events[1].relation, Relation::kFollowed);
}

// The oops is the one at the end.
TEST(HeadlessDump, OfAnOopsMayBeginInAnotherReport) {
    constexpr std::string_view kOops = R"(<4>[    3.82] 8<--- cut here ---
<1>[    3.83] Unable to handle kernel NULL pointer dereference at virtual address 0000002c
<0>[    3.84] Internal error: Oops: a05 [#1] PREEMPT SMP ARM
<4>[    3.85] PC is at rpmsg_sock_release+0x54/0x70 [headunit]
<4>[    3.86] ---[ end trace 0000000000000000 ]---
)";
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", std::string(kTail) + std::string(kOops))),
              (Strings{"unknown error", "null-dereference fatal"}));
    std::string_view without_head = kOops.substr(kOops.find("<0>"));
    EXPECT_EQ(SeveritiesIn(Dump("Oops#1 Part1", std::string(kTail) + std::string(without_head))),
              (Strings{"unknown error", "page-fault fatal"}));
}

}  // namespace
}  // namespace faultbox
