#include "arch/arm64/analysis.h"

#include "arch/arm64/info.h"
#include "arch/arm64/registers.h"
#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "fields.h"

namespace faultbox::arm64 {
namespace {

TEST(Arm64Info, Registry) {
    EXPECT_EQ(FindArch(Arch::kArm64), &kInfo);
    EXPECT_EQ(FindArchByName("arm64"), &kInfo);
    EXPECT_EQ(FindArchByElfMachine(183), &kInfo);
    EXPECT_EQ(FindArchAnalysis(Arch::kArm64), &kAnalysis);
    EXPECT_EQ(FindArchByName("arm")->arch, Arch::kArm);
    EXPECT_EQ(kInfo.pointer_size, 8);
    EXPECT_FALSE(kInfo.is_thumb(RegisterSet()));
}

// AADWARF64, section 4.1: x0 to x30 are 0 to 30, sp is 31, pc is 32.
TEST(Arm64Info, Registers) {
    ASSERT_EQ(kInfo.registers.size(), size_t{kRegisterCount});
    for (RegisterId id = 0; id < 30; ++id) {
        EXPECT_EQ(kInfo.registers[id].name, "x" + std::to_string(id));
        EXPECT_EQ(FindDwarfRegister(kInfo, id), id);
    }
    EXPECT_EQ(FindDwarfRegister(kInfo, 30), kLr);
    EXPECT_EQ(FindDwarfRegister(kInfo, 31), kSp);
    EXPECT_EQ(FindDwarfRegister(kInfo, 32), kPc);
    EXPECT_EQ(FindDwarfRegister(kInfo, 33), kNoRegister);
    EXPECT_EQ(FindRegister(kInfo, "pstate"), kPstate);
    EXPECT_EQ(FindRegister(kInfo, "pmr"), kPmr);
    EXPECT_EQ(kInfo.link, kLr);
}

TEST(Arm64Analysis, DescribedRegisters) {
    ASSERT_EQ(kAnalysis.described.size(), 3u);
    EXPECT_STREQ(kAnalysis.described[0].name, "esr");
    EXPECT_STREQ(kAnalysis.described[1].name, "pstate");
    EXPECT_STREQ(kAnalysis.described[2].name, "errstatus");
    EXPECT_EQ(Value(kAnalysis.described[0].describe(0x96000046, {}), "DFSC"), 6);
    EXPECT_EQ(Value(kAnalysis.described[1].describe(0x60400005, {}), "M"), 5);
    EXPECT_EQ(Value(kAnalysis.described[2].describe(0x40000006, {}), "SERR"), 6);
    EXPECT_STREQ(kAnalysis.cause_name(0x96000046, false), "translation fault, level 2");
}

}  // namespace
}  // namespace faultbox::arm64
