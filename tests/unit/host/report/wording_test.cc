#include "host/report/wording.h"

#include <gtest/gtest.h>

#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

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
