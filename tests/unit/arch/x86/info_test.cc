#include "arch/x86/info.h"

#include <gtest/gtest.h>

#include <string>

#include "arch/x86/registers.h"

namespace faultbox {
namespace {

struct Numbered {
    const char* name;
    uint64_t dwarf;
};

// The numbers that GNU as gives ".cfi_offset %NAME" for these names.
constexpr Numbered kI386[] = {{"eax", 0}, {"ecx", 1}, {"edx", 2}, {"ebx", 3},    {"esp", 4}, {"ebp", 5},
                              {"esi", 6}, {"edi", 7}, {"eip", 8}, {"eflags", 9}, {"es", 40}, {"cs", 41},
                              {"ss", 42}, {"ds", 43}, {"fs", 44}, {"gs", 45}};
constexpr Numbered kX86_64[] = {{"rax", 0},      {"rdx", 1},     {"rcx", 2},  {"rbx", 3},  {"rsi", 4},  {"rdi", 5},
                                {"rbp", 6},      {"rsp", 7},     {"r8", 8},   {"r9", 9},   {"r10", 10}, {"r11", 11},
                                {"r12", 12},     {"r13", 13},    {"r14", 14}, {"r15", 15}, {"rip", 16}, {"eflags", 49},
                                {"es", 50},      {"cs", 51},     {"ss", 52},  {"ds", 53},  {"fs", 54},  {"gs", 55},
                                {"fs_base", 58}, {"gs_base", 59}};

void ExpectNumbers(const ArchInfo& info, std::span<const Numbered> numbered) {
    size_t with_number = 0;
    for (const RegisterInfo& reg : info.registers) with_number += reg.dwarf >= 0;
    EXPECT_EQ(with_number, numbered.size());
    for (const Numbered& expected : numbered) {
        RegisterId id = FindDwarfRegister(info, expected.dwarf);
        ASSERT_NE(id, kNoRegister) << expected.name;
        EXPECT_STREQ(info.registers[id].name, expected.name);
    }
}

TEST(X86Info, DwarfNumbers) {
    ExpectNumbers(i386::kInfo, kI386);
    ExpectNumbers(x86_64::kInfo, kX86_64);
    EXPECT_EQ(FindDwarfRegister(x86_64::kInfo, 17), kNoRegister);  // xmm0
    EXPECT_EQ(FindDwarfRegister(x86_64::kInfo, ~uint64_t{0}), kNoRegister);
}

TEST(X86Info, NamesStandAtTheirEnumerators) {
    EXPECT_EQ(FindRegister(i386::kInfo, "eip"), i386::kEip);
    EXPECT_EQ(FindRegister(i386::kInfo, "eflags"), i386::kEflags);
    EXPECT_EQ(FindRegister(i386::kInfo, "ss"), i386::kSs);
    EXPECT_EQ(FindRegister(i386::kInfo, "cr0"), i386::kCr0);
    EXPECT_EQ(FindRegister(i386::kInfo, "cr4"), i386::kCr4);
    EXPECT_EQ(FindRegister(i386::kInfo, "dr6"), i386::kDr6);
    EXPECT_EQ(FindRegister(i386::kInfo, "dr7"), i386::kDr7);
    EXPECT_EQ(FindRegister(i386::kInfo, "rip"), kNoRegister);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "rip"), x86_64::kRip);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "r8"), x86_64::kR8);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "r15"), x86_64::kR15);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "orig_rax"), x86_64::kOrigRax);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "fs_base"), x86_64::kFsBase);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "gs_base"), x86_64::kGsBase);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "kernel_gs_base"), x86_64::kKernelGsBase);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "cr2"), x86_64::kCr2);
    EXPECT_EQ(FindRegister(x86_64::kInfo, "pkru"), x86_64::kPkru);
}

// Apart from the exceptions of the 64-bit table, what is printed is the name in capitals.
TEST(X86Info, PrintedNames) {
    for (const ArchInfo* info : {&i386::kInfo, &x86_64::kInfo}) {
        for (const RegisterInfo& reg : info->registers) {
            std::string printed = reg.name;
            for (char& c : printed) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            if (printed == "R8" || printed == "R9") printed.insert(1, "0");
            if (printed == "FS_BASE" || printed == "GS_BASE") printed.resize(2);
            if (printed == "KERNEL_GS_BASE") printed = "knlGS";
            EXPECT_EQ(reg.printed, printed) << info->name;
        }
    }
}

TEST(X86Info, PlacesInCode) {
    EXPECT_EQ(i386::kInfo.pc, i386::kEip);
    EXPECT_EQ(i386::kInfo.sp, i386::kEsp);
    EXPECT_EQ(x86_64::kInfo.pc, x86_64::kRip);
    EXPECT_EQ(x86_64::kInfo.sp, x86_64::kRsp);
    for (const ArchInfo* info : {&i386::kInfo, &x86_64::kInfo}) {
        EXPECT_EQ(info->link, kNoRegister);
        RegisterSet all;
        for (RegisterId id = 0; id < info->registers.size(); ++id) all.Set(id, ~uint64_t{0});
        EXPECT_FALSE(info->is_thumb(all));
        EXPECT_EQ(info->decode_fault(2, false).access, Access::kWrite);
    }
}

}  // namespace
}  // namespace faultbox
