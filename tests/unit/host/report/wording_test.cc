#include "host/report/wording.h"

#include <gtest/gtest.h>

#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

std::string Title(const char* headline, const char* symbol) {
    format::Event event;
    event.set_headline(headline);
    event.mutable_pc()->set_symbol(symbol);
    return TitleOf(event);
}

TEST(Wording, TitleLeavesTheAddressOut) {
    EXPECT_EQ(Title("BUG: unable to handle kernel NULL pointer dereference at 0000000000000010", "rb_next"),
              "BUG: unable to handle kernel NULL pointer dereference in rb_next");
    EXPECT_EQ(Title("BUG: unable to handle kernel NULL pointer dereference at   (null)", "name_2_addr"),
              "BUG: unable to handle kernel NULL pointer dereference in name_2_addr");
    EXPECT_EQ(Title("Unable to handle kernel paging request at virtual address 00002008 when read", "f"),
              "Unable to handle kernel paging request in f");
    EXPECT_EQ(Title("kernel BUG at fs/buffer.c:1270!", "check_irqs_on"),
              "kernel BUG at fs/buffer.c:1270! in check_irqs_on");
    EXPECT_EQ(Title("WARNING: at kernel/x.c:1 foo+0x1/0x2()", "foo"), "WARNING: at kernel/x.c:1 foo+0x1/0x2()");
    EXPECT_EQ(Title("Kernel panic - not syncing: x", ""), "Kernel panic - not syncing: x");
}

TEST(Wording, CodeWordsAreAsPrinted) {
    format::Event arm;
    arm.set_code(std::string("\x4b\xdd\xfc\xeb\x20\x30\x8a\xe2", 8));
    arm.set_code_unit(4);
    EXPECT_EQ(CodeWords(arm), "ebfcdd4be28a3020");
    format::Event x86;
    x86.set_code("\x8b\x40\x10");
    x86.set_code_unit(1);
    EXPECT_EQ(CodeWords(x86), "8b4010");
    x86.set_code_unit(0xffffffff);  // of a hostile record
    EXPECT_EQ(CodeWords(x86).size(), 6u);
}

TEST(Wording, EveryKindOfDamageHasWords) {
    for (uint32_t kind = 0; kind <= 200; ++kind) {
        format::Damage damage;
        damage.set_kind(kind);
        damage.set_text("x");
        EXPECT_FALSE(DescribeDamage(damage).empty());
    }
}

TEST(Wording, LocationWithoutSymbolIsAnAddress) {
    format::Location where;
    EXPECT_EQ(DescribeLocation(where, std::nullopt), "");
    EXPECT_EQ(DescribeLocation(where, 0xfffffffa), "0xfffffffa");
    where.set_symbol("exfat_lookup");
    where.set_offset(0x10);
    where.set_module("exfat");
    EXPECT_EQ(DescribeLocation(where, 1), "exfat_lookup+0x10 [exfat]");
}

}  // namespace
}  // namespace faultbox
