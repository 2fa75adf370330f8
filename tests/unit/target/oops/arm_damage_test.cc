// The head unit's oops as it was scanned from slides, and damage of other sorts.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

constexpr const char* kHeadUnit = "cases/arm-dra74x-rpmsg-null-write/input.log";

using Strings = std::vector<std::string>;

TEST(ArmDamage, HeadUnitFault) {
    auto parsed = ParseFile(kHeadUnit);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.relation, Relation::kRoot);
    EXPECT_EQ(event.headline, "Unable to handle kernel NULL pointer dereference at virtual address 0000002c");
    EXPECT_EQ(event.first_line, 1u);
    EXPECT_EQ(event.line_count, 17u);
    EXPECT_EQ(event.time_us, 413571591498u);
    EXPECT_EQ(event.die_count, 1u);
    EXPECT_EQ(event.fault.address, 0x2cu);
    EXPECT_EQ(event.fault.status, 0xa05u);
    EXPECT_EQ(event.fault.stated_access, Access::kUnknown);
    EXPECT_FALSE(event.fault.prefetch);
    ASSERT_EQ(event.fault.page_table.size(), 1u);
    EXPECT_EQ(event.fault.page_table[0].level, "pgd");
    EXPECT_EQ(event.fault.page_table[0].value, 0u);
    EXPECT_FALSE(event.fault.page_table[0].bad);
    EXPECT_EQ(FactOf(event, "pgd"), "ed5bc480");
}

TEST(ArmDamage, HeadUnitIdentity) {
    auto parsed = ParseFile(kHeadUnit);
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.release, "4.4.45-g66454cd");
    EXPECT_EQ(event.build, "#66");
    EXPECT_EQ(parsed->taints[0], "GO");
    EXPECT_TRUE(event.tainted_stated);
    EXPECT_TRUE(event.kernel_build_id.empty());
    EXPECT_EQ(event.hardware, "Generic DRA74X (Flattened Device Tree)");
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.pid, 188u);
    EXPECT_EQ(event.comm, "mediaserver");
    ASSERT_EQ(event.modules.size(), 4u);
    EXPECT_EQ(event.modules[0].name, "bcmhdhd");
    EXPECT_EQ(event.modules[0].taint, "");
    EXPECT_EQ(event.modules[3].name, "pvrsvkm");
    EXPECT_EQ(event.modules[3].taint, "O");
    EXPECT_EQ(FactOf(event, "last_unloaded"), "bcmhdhd");
    EXPECT_EQ(FactOf(event, "task"), "ec95a700");
    EXPECT_EQ(FactOf(event, "segment"), "user");
}

TEST(ArmDamage, HeadUnitRegisters) {
    auto parsed = ParseFile(kHeadUnit);
    ASSERT_EQ(parsed->events.size(), 1u);
    const RegisterSet& registers = parsed->events[0].registers;
    EXPECT_EQ(registers.count(), 20);
    constexpr uint64_t kExpected[] = {0xc14bdc0c, 0x00000002, 0x00000000, 0x00000000, 0xeb477000,
                                      0xed2996c0, 0x00000000, 0xee8b9b50, 0xed323cc0, 0x00000008,
                                      0xea895308, 0xec98defc, 0xed1f9290, 0xec98dee8, 0xfffffffa,
                                      0xc0c3ac54, 0x80010013, 0x30c5387d, 0xad5bc480, 0x55555555};
    for (RegisterId id = 0; id < arm::kRegisterCount; ++id) EXPECT_EQ(registers.Get(id), kExpected[id]) << int{id};
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.pc.symbol, "rpmsg_sock_release");
    EXPECT_EQ(event.pc.offset, 0xd8u);
    EXPECT_EQ(event.pc.size, 0x114u);
    EXPECT_EQ(event.pc.address, 0xc0c3ac54u);
    EXPECT_TRUE(event.lr.symbol.empty());
    EXPECT_EQ(event.lr.address, 0xfffffffau);
}

TEST(ArmDamage, HeadUnitSaysWhatDoesNotFit) {
    auto parsed = ParseFile(kHeadUnit);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(DamageList(parsed->events[0]), (Strings{"discrepancy 10 ffffffa fffffffa", "ends 17"}));
}

std::string Edited(std::string_view from, std::string_view to) {
    std::string text = ReadTestFile(kHeadUnit);
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
}

TEST(ArmDamage, MissingDigitGivesNoValue) {
    auto parsed = Parse(Edited("r7 : ee8b9b50", "r7 : ee8b950"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_FALSE(parsed->events[0].registers.Has(arm::kR7));
    EXPECT_EQ(parsed->events[0].registers.count(), 19);
    EXPECT_EQ(DamageList(parsed->events[0])[0], "missing-digits 14 ee8b950");
}

TEST(ArmDamage, ExtraDigitGivesNoValue) {
    auto parsed = Parse(Edited("pc : [<c0c3ac54>]", "pc : [<c0c3aac54>]"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_FALSE(parsed->events[0].registers.Has(arm::kPc));
    EXPECT_FALSE(parsed->events[0].pc.address);
    EXPECT_EQ(parsed->events[0].pc.symbol, "rpmsg_sock_release");
    EXPECT_EQ(DamageList(parsed->events[0])[0], "extra-digits 11 c0c3aac54");
}

TEST(ArmDamage, AddressTakenForMarkup) {
    auto parsed = Parse(Edited("lr : [<fffffffa>]", "lr : []"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_FALSE(parsed->events[0].registers.Has(arm::kLr));
    EXPECT_TRUE(parsed->events[0].registers.Has(arm::kPsr));
    EXPECT_EQ(DamageList(parsed->events[0])[0], "eaten 11 lr");
}

TEST(ArmDamage, FlagsThatDoNotMatchPsr) {
    auto parsed = Parse(Edited("psr: 80010013", "psr: 60010013"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(DamageList(parsed->events[0])[1], "discrepancy 16 Nzcv 60010013");
}

TEST(ArmDamage, TwoFaultAddresses) {
    auto parsed = Parse(Edited("[0000002c] *pgd", "[0000002a] *pgd"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].fault.address, 0x2cu);
    EXPECT_EQ(DamageList(parsed->events[0])[0], "discrepancy 3 0000002a 0000002c");
}

// A small ramoops record keeps the newest part only.
TEST(ArmDamage, BeginsInside) {
    std::string text = ReadTestFile(kHeadUnit);
    auto parsed = Parse(text.substr(text.find("[413571.675997]")));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kUnknown);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_TRUE(event.headline.empty());
    EXPECT_EQ(event.first_line, 1u);
    EXPECT_EQ(event.registers.Get(arm::kR10), 0xea895308u);
    EXPECT_EQ(event.registers.Get(arm::kDac), 0x55555555u);
    EXPECT_FALSE(event.registers.Has(arm::kPc));
    EXPECT_EQ(DamageList(event)[0], "begins 1");
}

// From the die() line on there is a status, which names the kind, and no address.
TEST(ArmDamage, BeginsAtTheDieLine) {
    std::string text = ReadTestFile(kHeadUnit);
    auto parsed = Parse(text.substr(text.find("[413571.613725]")));
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.headline, "Internal error: Oops: a05 [#1] PREEMPT SMP ARM");
    EXPECT_EQ(event.fault.status, 0xa05u);
    EXPECT_EQ(event.fault.address, 0x2cu);
    EXPECT_EQ(event.kind, EventKind::kPageFault);
}

TEST(ArmDamage, UnrelatedLinesInBetween) {
    auto parsed = Parse(Edited("[413571.664296] pc :", "[413571.664290] random: crng init done\n[413571.664296] pc :"));
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].registers.count(), 20);
    EXPECT_EQ(parsed->events[0].line_count, 18u);
}

}  // namespace
}  // namespace faultbox
