#include "arch/registry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "arch/registry_analysis.h"

namespace faultbox {
namespace {

// e_machine as in elf.h.
TEST(Registry, FindsEachCpuByAllItsNames) {
    struct Known {
        Arch arch;
        const char* name;
        uint16_t elf_machine;
        uint8_t pointer_size;
    };
    for (const Known& known :
         {Known{Arch::kArm, "arm", 40, 4}, Known{Arch::kI386, "i386", 3, 4}, Known{Arch::kX86_64, "x86_64", 62, 8}}) {
        const ArchInfo* info = FindArch(known.arch);
        ASSERT_NE(info, nullptr) << known.name;
        EXPECT_EQ(info->arch, known.arch);
        EXPECT_STREQ(info->name, known.name);
        EXPECT_EQ(info->elf_machine, known.elf_machine);
        EXPECT_EQ(info->pointer_size, known.pointer_size);
        EXPECT_EQ(FindArchByName(known.name), info);
        EXPECT_EQ(FindArchByElfMachine(known.elf_machine), info);
    }
    EXPECT_EQ(FindArch(Arch::kUnknown), nullptr);
    EXPECT_EQ(FindArchByName("z80"), nullptr);
    EXPECT_EQ(FindArchByName(""), nullptr);
    EXPECT_EQ(FindArchByElfMachine(220), nullptr);  // EM_Z80
}

TEST(Registry, TablesAreSound) {
    for (const ArchInfo* info : AllArchs()) {
        ASSERT_LE(info->registers.size(), RegisterSet::kCapacity) << info->name;
        ASSERT_LT(info->pc, info->registers.size());
        ASSERT_LT(info->sp, info->registers.size());
        std::set<std::string> names;
        std::set<int> dwarf;
        for (const RegisterInfo& reg : info->registers) {
            EXPECT_TRUE(names.insert(reg.name).second) << info->name << " has two " << reg.name;
            if (reg.dwarf >= 0) EXPECT_TRUE(dwarf.insert(reg.dwarf).second) << info->name << " " << reg.name;
        }
    }
}

TEST(Registry, EveryCpuCanBeExplained) {
    for (const ArchInfo* info : AllArchs()) {
        const ArchAnalysis* analysis = FindArchAnalysis(info->arch);
        ASSERT_NE(analysis, nullptr) << info->name;
        EXPECT_EQ(analysis->arch, info->arch);
        ASSERT_FALSE(analysis->described.empty());
        std::set<std::string> names;
        for (const DescribedRegister& reg : analysis->described) {
            EXPECT_TRUE(names.insert(reg.name).second) << info->name << " describes two " << reg.name;
        }
    }
    EXPECT_EQ(FindArchAnalysis(Arch::kUnknown), nullptr);
}

}  // namespace
}  // namespace faultbox
