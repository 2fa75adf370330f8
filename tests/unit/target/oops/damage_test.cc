// Text that was damaged on its way: broken, torn, cut, overprinted, marked up, and crashes that are printed twice.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kHeadUnit = "cases/arm-dra74x-rpmsg-null-write/input.log";

std::string HeadUnit() {
    return ReadTestFile(kHeadUnit);
}

// Breaks every line after `columns` characters, as a terminal does.
std::string Wrapped(std::string_view text, size_t columns) {
    std::string wrapped;
    size_t column = 0;
    for (char c : text) {
        if (c != '\n' && column == columns) {
            wrapped += '\n';
            column = 0;
        }
        wrapped += c;
        column = c == '\n' ? 0 : column + 1;
    }
    return wrapped;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

void ExpectHeadUnit(const Parsed& parsed) {
    ASSERT_EQ(parsed.events.size(), 1u);
    const CrashEvent& event = parsed.events[0];
    EXPECT_EQ(event.headline, "Unable to handle kernel NULL pointer dereference at virtual address 0000002c");
    EXPECT_EQ(event.fault.status, 0xa05u);
    EXPECT_EQ(event.registers.count(), 20);
    EXPECT_EQ(event.modules.size(), 4u);
    EXPECT_EQ(event.release, "4.4.45-g66454cd");
    EXPECT_EQ(event.hardware, "Generic DRA74X (Flattened Device Tree)");
    EXPECT_EQ(event.pc.symbol, "rpmsg_sock_release");
}

TEST(Damage, TerminalOf80Columns) {
    auto parsed = Parse(Wrapped(HeadUnit(), 80));
    ExpectHeadUnit(*parsed);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.first_line, 1u);
    EXPECT_EQ(DamageList(event)[0].substr(0, 9), "wrapped 2");
}

TEST(Damage, TerminalOfAnotherWidth) {
    // The module list is broken in the middle of names, twice, so that its parts are equally wide.
    std::string text = R"([13380621.257933] Internal error: Oops: 5 [#1] SMP ARM
[13380621.257935] Modules linked in: ipt_REJECT dccp_diag dccp udp_diag unix_diag af_packet_diag netlink_diag xt_conntrack ipt_MASQUERA
DE nf_conntrack_ipv4 nf_defrag_ipv4 xt_addrtype nf_nat nf_conntrack bridge stp llc dm_thin_pool dm_persistent_data dm_bio_prison dm_buf
io libcrc32c loop tcp_diag
---[ end trace 0d358b69ac15ccb7 ]---
)";
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    ASSERT_EQ(event.modules.size(), 24u);
    EXPECT_EQ(event.modules[8].name, "ipt_MASQUERADE");
    EXPECT_EQ(event.modules[20].name, "dm_bufio");
    EXPECT_EQ(event.line_count, 5u);
}

TEST(Damage, TraceBrokenInsideASymbol) {
    auto parsed = Parse(
        "[ 5047.092348] Internal error: Oops: 5 [#1] SMP ARM\n"
        "[ 5047.223619] [<c0170da4>] (cpu_startup_entry) from [<c010e6cc>] (secondary_sta\n"
        "rt_kernel+0x158/0x164)\n"
        "[ 5047.246190] ---[ end trace 853e028df8c9b7cd ]---\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(Frames(parsed->events[0]), (Strings{"cpu_startup_entry", "secondary_start_kernel+0x158"}));
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"wrapped 3 rt_kernel+0x158/0x164)"});
}

TEST(Damage, SerialCapture) {
    ExpectHeadUnit(*Parse(Replaced(HeadUnit(), "\n", "\r\r\n")));
    ExpectHeadUnit(*Parse(Replaced(HeadUnit(), "\n", "\r")));
    ExpectHeadUnit(*Parse(Replaced(HeadUnit(), "kernel", "\x1b[1mker\x11nel\x1b[0m")));
    ExpectHeadUnit(*Parse(Replaced(HeadUnit(), "rpmsg", "rpx\bmsg")));
}

TEST(Damage, Entities) {
    ExpectHeadUnit(*Parse(Replaced(Replaced(HeadUnit(), "<", "&lt;"), ">", "&gt;")));
}

TEST(Damage, CutLines) {
    auto parsed = Parse(
        "Jan 30 22:14:43 darkstar kernel: Internal error: Oops: 5 [#1] SMP ARM\n"
        "Jan 30 22:14:43 darkstar kernel: Modules linked in: cdc_acm rpcsec_gss_krb5 dm_mod nf_defrag_ip>\n"
        "Jan 30 22:14:43 darkstar kernel: Code: ebfcdd4b e28a3020 f593f000 e1932f9f (e2822001) e59330>\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    ASSERT_EQ(event.modules.size(), 3u);
    EXPECT_EQ(event.modules[2].name, "dm_mod");
    EXPECT_EQ(event.code.bytes.size(), 20u);
    Strings damage = DamageList(event);
    ASSERT_EQ(damage.size(), 2u);
    EXPECT_EQ(damage[0].substr(0, 6), "torn 2");
    EXPECT_EQ(damage[1].substr(0, 6), "torn 3");
}

TEST(Damage, MessageInsideAMessage) {
    auto parsed = Parse(
        "[   12.300000] Unable to handle kernel NULL pointer deref[   12.400000] usb 1-1: new device\n"
        "erence at virtual address 0000002c\n"
        "[   12.300001] Internal error: Oops: a05 [#1] SMP ARM\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0x2cu);
    EXPECT_EQ(event.time_us, 12300000u);
    EXPECT_EQ(DamageList(event)[0], "torn 2 erence at virtual address 0000002c");
}

TEST(Damage, CrashInsideAMessage) {
    auto parsed = Parse(
        "[   12.300000] usb 1-1: new dev[   12.400000] Unable to handle kernel NULL pointer dereference at virtual "
        "address 0000002c\n[   12.400001] Internal error: Oops: a05 [#1] SMP ARM\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].first_line, 1u);
    EXPECT_EQ(parsed->events[0].time_us, 12400000u);
}

TEST(Damage, ReportTornAndPrintedAgain) {
    auto parsed = Parse(
        "[13380621.257933] Unable to handle kernel paging request at virtual address 00002008\n"
        "[13380621.257935] Modules linked in: loop aesni_intel lrw[13059720.753177] EXT4-fs (dm-2): mounted\n"
        "[13264901.546121] systemd-journald[342]: Vacuuming done, freed 24854528 bytes\n"
        "[13380621.257933] Unable to handle kernel paging request at virtual address 00002008\n"
        "[13380621.257934] Internal error: Oops: 5 [#1] SMP ARM\n"
        "[13380621.257935] Modules linked in: loop aesni_intel lrw gf128mul\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].first_line, 1u);
    EXPECT_EQ(parsed->events[0].line_count, 6u);
    EXPECT_EQ(parsed->events[0].modules.size(), 4u);
}

TEST(Damage, AddressesInTraces) {
    auto parsed = Parse(
        "[    1.0] Internal error: Oops: 5 [#1] SMP ARM\n"
        "[    1.0] [<c001fc>] (show_stack) from [<c04258c>] (dump_stack+0x20/0x28)\n"
        "[    1.0] [<c00124fc>] (dump_stack) from [<c042585c5>] (panic+0x20/0x28)\n"
        "[    1.0] ---[ end trace 0d358b69ac15ccb7 ]---\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(Frames(event), (Strings{"show_stack", "dump_stack+0x20", "panic+0x20"}));
    EXPECT_FALSE(event.trace_entries[1].where.address);
    EXPECT_FALSE(event.trace_entries[2].where.address);
    EXPECT_EQ(DamageList(event),
              (Strings{"missing-digits 2 c001fc", "missing-digits 2 c04258c", "extra-digits 3 c042585c5"}));
}

TEST(Damage, DumpOfTwoRecords) {
    std::string oops = "<1>" + Replaced(HeadUnit(), "\n[", "\n<4>[");
    auto parsed =
        Parse("Oops#1 Part1\n" + oops + "\n1 Corrected bytes, 0 unrecoverable blocks\nPanic#2 Part1\n" + oops +
              "<0>[413571.700000] Kernel panic - not syncing: Fatal exception\nECC: No errors detected\n");
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(parsed->events[0].relation, Relation::kRoot);
    EXPECT_EQ(parsed->events[0].line_count, 17u);
    EXPECT_EQ(parsed->events[1].relation, Relation::kSameCrash);
    EXPECT_EQ(parsed->events[1].relation_to, 0u);
    EXPECT_EQ(parsed->events[2].relation, Relation::kFollowed);
    EXPECT_EQ(parsed->events[2].line_count, 1u);
}

TEST(Damage, SameLogWithAnotherPrefix) {
    std::string log = HeadUnit();
    std::string bare;
    for (size_t at = 0; at < log.size();) {
        size_t end = std::min(log.find('\n', at), log.size());
        bare += "Nov 21 08:18:29 host kernel: " + log.substr(log.find("] ", at) + 2, end - log.find("] ", at) - 1);
        at = end + 1;
    }
    auto parsed = Parse(log + "\n" + bare);
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[1].registers.count(), 20);
    EXPECT_EQ(parsed->events[1].relation, Relation::kSameCrash);
}

// The second record lost its head: registers tell.
TEST(Damage, SecondCopyBeginsInside) {
    std::string log = HeadUnit();
    auto parsed = Parse("Oops#1 Part1\n" + log + "\nPanic#2 Part1\n" + log.substr(log.find("[413571.656157]")));
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(DamageList(parsed->events[1])[0].substr(0, 6), "begins");
    EXPECT_EQ(parsed->events[1].relation, Relation::kSameCrash);
}

TEST(Damage, TwoProcessorsAtOnce) {
    auto parsed = Parse(
        "[    1.0][   T43] Unable to handle kernel NULL pointer dereference at virtual address 0000002c\n"
        "[    1.0][    C1] Unable to handle kernel paging request at virtual address 00002008\n"
        "[    1.0][   T43] Internal error: Oops: a05 [#1] SMP ARM\n"
        "[    1.0][    C1] Internal error: Oops: 5 [#2] SMP ARM\n"
        "[    1.0][    C1] PC is at second+0x4/0x8\n"
        "[    1.0][   T43] PC is at first+0x4/0x8\n"
        "[    1.0][   T43] ---[ end trace 0000000000000000 ]---\n"
        "[    1.0][    C1] ---[ end trace 0000000000000000 ]---\n"
        "[    1.1][   T43] Kernel panic - not syncing: Fatal exception\n");
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(parsed->events[0].pc.symbol, "first");
    EXPECT_EQ(parsed->events[0].line_count, 7u);
    EXPECT_EQ(parsed->events[1].pc.symbol, "second");
    EXPECT_EQ(parsed->events[1].first_line, 2u);
    EXPECT_EQ(parsed->events[1].fault.status, 5u);
    EXPECT_EQ(parsed->events[1].relation, Relation::kFollowed);
    EXPECT_EQ(parsed->events[2].kind, EventKind::kPanic);
}

TEST(Damage, StampUnreadable) {
    auto parsed = Parse(
        "[   12.34x678] Unable to handle kernel NULL pointer dereference at virtual address 0000002c\n"
        "[   12.345679 Internal error: Oops: a05 [#1] SMP ARM\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_FALSE(parsed->events[0].time_us);
    EXPECT_EQ(parsed->events[0].fault.status, 0xa05u);
    EXPECT_EQ(DamageList(parsed->events[0])[0].substr(0, 12), "unreadable 1");
}

}  // namespace
}  // namespace faultbox
