// Unwinding instructions and expressions one by one. Expected values are from the manuals' own definitions: IHI 0038,
// section 10.3, table 4; DWARF 5, sections 2.5 and 6.4.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "arch/registry.h"
#include "arch/x86/registers.h"
#include "host/unwind/arm_exidx.h"
#include "host/unwind/cfi_expression.h"
#include "host/unwind/cfi_row.h"

namespace faultbox::unwind {
namespace {

constexpr uint64_t kSp = 0x1000;

struct Ran {
    Result<void> result;
    RegisterSet registers;
};

Ran RunArm(std::vector<uint8_t> instructions) {
    RegisterSet registers;
    registers.Set(arm::kSp, kSp);
    registers.Set(arm::kLr, 0x8000);
    registers.Set(arm::kR7, 0x1010);
    StackMemory memory(kSp, {10, 11, 12, 13, 14, 15, 16, 17}, 4);
    Result<void> result = RunExidx(instructions, registers, memory);
    return {result, registers};
}

TEST(ExidxInstructions, MoveTheStackPointer) {
    EXPECT_EQ(RunArm({0x3f, 0xb0}).registers.Get(arm::kSp), kSp + 0x100);
    EXPECT_EQ(RunArm({0x00, 0xb0}).registers.Get(arm::kSp), kSp + 4);
    EXPECT_EQ(RunArm({0x41, 0xb0}).registers.Get(arm::kSp), kSp - 8);
    EXPECT_EQ(RunArm({0xb2, 0x04, 0xb0}).registers.Get(arm::kSp), kSp + 0x214);
    EXPECT_EQ(RunArm({0x97, 0xb0}).registers.Get(arm::kSp), 0x1010u);
    EXPECT_EQ(RunArm({0xd1, 0xb0}).registers.Get(arm::kSp), kSp + 16);        // VPUSH {d8, d9}
    EXPECT_EQ(RunArm({0xb9, 0xb0}).registers.Get(arm::kSp), kSp + 20);        // FSTMFDX {d8, d9}
    EXPECT_EQ(RunArm({0xb3, 0x82, 0xb0}).registers.Get(arm::kSp), kSp + 28);  // FSTMFDX {d8-d10}
    EXPECT_EQ(RunArm({0xc9, 0x83, 0xb0}).registers.Get(arm::kSp), kSp + 32);  // VPUSH {d8-d11}
    EXPECT_EQ(RunArm({0xc7, 0x05, 0xb0}).registers.Get(arm::kSp), kSp + 8);   // wCGR0, wCGR2
    EXPECT_EQ(RunArm({0xb4, 0xb0}).registers.Get(arm::kSp), kSp + 4);         // PAC
}

TEST(ExidxInstructions, Pop) {
    Ran range = RunArm({0xa9, 0xb0});  // {r4, r5, lr}
    EXPECT_EQ(range.registers.Get(arm::kR4), 10u);
    EXPECT_EQ(range.registers.Get(arm::kR5), 11u);
    EXPECT_EQ(range.registers.Get(arm::kPc), 12u);
    Ran mask = RunArm({0x84, 0x03, 0xb0});  // {r4, r5, lr} by mask
    EXPECT_EQ(mask.registers.Get(arm::kPc), 12u);
    Ran pc = RunArm({0x88, 0x00, 0xb0});
    EXPECT_EQ(pc.registers.Get(arm::kPc), 10u);
    Ran low = RunArm({0xb1, 0x05, 0xb0});  // {r0, r2}
    EXPECT_EQ(low.registers.Get(arm::kR2), 11u);
    EXPECT_EQ(low.registers.Get(arm::kPc), 0x8000u);
    // A popped sp is the new one: {ip, sp, lr}.
    Ran sp = RunArm({0x87, 0x00, 0xb0});
    EXPECT_EQ(sp.registers.Get(arm::kSp), 11u);
    EXPECT_EQ(sp.registers.Get(arm::kPc), 12u);
}

TEST(ExidxInstructions, RefusesWhatHasNoMeaning) {
    EXPECT_FALSE(RunArm({0x80, 0x00}).result) << "refuse to unwind";
    for (uint8_t byte : std::initializer_list<uint8_t>{0x9d, 0x9f, 0xb6, 0xca, 0xd8, 0xff})
        EXPECT_FALSE(RunArm({byte, 0xb0}).result) << int{byte};
    EXPECT_FALSE(RunArm({0xb1, 0x00}).result);
    EXPECT_FALSE(RunArm({0xb1, 0x10}).result);
    EXPECT_FALSE(RunArm({0xaf, 0xa8, 0xb0}).result) << "pops more than the stack words hold";
    EXPECT_FALSE(RunArm({0x92, 0xb0}).result) << "r2 is not known";
}

class Expression : public testing::Test {
  protected:
    Result<uint64_t> Compute(std::vector<uint8_t> bytes, std::optional<uint64_t> initial = std::nullopt) {
        RegisterSet registers;
        registers.Set(x86_64::kRsp, 0x2000);
        StackMemory memory(0x2000, {0x77, 0x88}, 8);
        return ComputeExpression(bytes, std::endian::little, *FindArch(Arch::kX86_64), registers, memory, initial);
    }
};

// The PLT's: CFA = rsp + 8 + ((rip & 15) >= 11) << 3, as ld writes it, with 0x2000 for rip.
TEST_F(Expression, OfThePlt) {
    EXPECT_EQ(Compute({0x77, 8, 0x77, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22}), 0x2008u);
    EXPECT_EQ(Compute({0x77, 8, 0x77, 12, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22}), 0x2010u);
}

TEST_F(Expression, ReadsOnlyTheCapturedWords) {
    EXPECT_EQ(Compute({0x77, 8, 0x06}), 0x88u);
    EXPECT_EQ(Compute({0x77, 16, 0x06}).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(Compute({0x77, 4, 0x06}).error().code, ErrorCode::kNotFound) << "not aligned";
    EXPECT_EQ(Compute({0x70, 0}).error().code, ErrorCode::kNotFound) << "rax is not known";
}

TEST_F(Expression, StartsWithTheCfa) {
    EXPECT_EQ(Compute({0x23, 0x10}, 0x3000), 0x3010u);
    EXPECT_EQ(Compute({0x23, 0x10}).error().code, ErrorCode::kMalformed);
}

TEST_F(Expression, Ends) {
    EXPECT_EQ(Compute({0x30, 0x2f, 0xfd, 0xff}, 0).error().code, ErrorCode::kLimit) << "pushes for ever";
    EXPECT_EQ(Compute({0x2f, 0xfd, 0xff}, 0).error().code, ErrorCode::kLimit) << "jumps to itself";
    EXPECT_EQ(Compute({0x2f, 0x00, 0x80}, 0).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(Compute({0x31, 0x30, 0x1b}).error().code, ErrorCode::kMalformed) << "1 / 0";
}

TEST(CfiProgram, RestoresWithoutRememberedState) {
    Cie cie{.code_alignment = 1, .data_alignment = -8};
    std::vector<uint8_t> instructions = {0x0b};
    Fde fde{.cie = &cie, .begin = 0x10, .end = 0x20, .instructions = instructions};
    EXPECT_EQ(RowAt({}, fde, 0x10).error().code, ErrorCode::kMalformed);
}

TEST(CfiProgram, RemembersBoundedly) {
    Cie cie{.code_alignment = 1, .data_alignment = -8};
    std::vector<uint8_t> instructions(1000, 0x0a);
    Fde fde{.cie = &cie, .begin = 0x10, .end = 0x20, .instructions = instructions};
    EXPECT_EQ(RowAt({}, fde, 0x10).error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace faultbox::unwind
