#include "host/input/region_option.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

TEST(RegionOption, TakesSizesBehindTheFile) {
    auto operand = ParseInputOperand("/tmp/ram.bin:record=0x20000,console=64K,ecc=16,size=1M,base=4096");
    ASSERT_TRUE(operand);
    EXPECT_EQ(operand->path, "/tmp/ram.bin");
    ASSERT_TRUE(operand->region);
    EXPECT_EQ(operand->region->record_size, 131072u);
    EXPECT_EQ(operand->region->console_size, 65536u);
    EXPECT_EQ(operand->region->ecc_size, 16u);
    EXPECT_EQ(operand->region->size, 1048576u);
    EXPECT_EQ(operand->region->base, 4096u);
    EXPECT_FALSE(operand->region->pmsg_size);
    EXPECT_FALSE(operand->region->ftrace_size);
}

TEST(RegionOption, AColonMayBePartOfTheName) {
    for (const char* name : {"console 12:30.log", "a:b=1", "x:", ":", "-", "a:record", "a:=1"}) {
        auto operand = ParseInputOperand(name);
        ASSERT_TRUE(operand) << name;
        EXPECT_EQ(operand->path, name);
        EXPECT_FALSE(operand->region);
    }
    EXPECT_EQ(ParseInputOperand("12:30.bin:ecc=0")->path, "12:30.bin");
}

TEST(RegionOption, RefusesWhatIsNoNumber) {
    for (const char* bad : {"f:record=", "f:record=12x", "f:record=-1", "f:record=1,foo=2", "f:record=1,,ecc=2",
                            "f:size=18446744073709551615K", "f:size=18446744073709551616", "f:record=K"}) {
        EXPECT_FALSE(ParseInputOperand(bad)) << bad;
    }
}

}  // namespace
}  // namespace faultbox
