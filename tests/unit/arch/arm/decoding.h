#pragma once

#include <gtest/gtest.h>

#include <initializer_list>

#include "arch/arm/decode.h"
#include "arch/arm/registers.h"

namespace faultbox::arm {

/// Decodes bytes in memory order, which run at `pc`; both as llvm-mc-19 --show-encoding prints them.
inline Instruction Decode(std::initializer_list<uint8_t> code, bool thumb, uint64_t pc) {
    Result<Instruction> instruction = DecodeInstruction({code.begin(), code.size()}, pc, thumb);
    EXPECT_TRUE(instruction.has_value());
    return instruction.value_or(Instruction{});
}

/// A set of registers as a mask.
constexpr uint64_t Mask(std::initializer_list<RegisterId> registers) {
    uint64_t mask = 0;
    for (RegisterId reg : registers) mask |= uint64_t{1} << reg;
    return mask;
}

/// The one memory operand that `instruction` must have.
inline MemoryAccess Operand(const Instruction& instruction) {
    EXPECT_EQ(instruction.memory.size(), 1u);
    return instruction.memory.empty() ? MemoryAccess{} : instruction.memory[0];
}

/// What is expected of a memory operand; the defaults are those of `ldr r0, [r1]`, its base aside.
struct ExpectedOperand {
    Access access = Access::kRead;
    RegisterId base = kNoRegister;
    int64_t displacement = 0;
    WriteBack write_back = WriteBack::kNone;
    uint8_t size_bytes = 4;
    uint16_t count = 1;
    RegisterId data = kNoRegister;
    RegisterId data2 = kNoRegister;
    uint64_t data_mask = 0;
    RegisterId index = kNoRegister;
    bool subtract_index = false;
    Shift index_shift = Shift::kNone;
    uint8_t index_amount = 0;
    bool pc_relative = false;
    bool sign_extend = false;
};

inline void ExpectOperand(const Instruction& instruction, const ExpectedOperand& expected, uint64_t clobbers) {
    MemoryAccess operand = Operand(instruction);
    EXPECT_EQ(instruction.operation, expected.access == Access::kRead ? Operation::kLoad : Operation::kStore);
    EXPECT_EQ(instruction.clobbers, clobbers);
    EXPECT_EQ(operand.access, expected.access);
    EXPECT_EQ(operand.base, expected.base);
    EXPECT_EQ(operand.displacement, expected.displacement);
    EXPECT_EQ(operand.write_back, expected.write_back);
    EXPECT_EQ(operand.size_bytes, expected.size_bytes);
    EXPECT_EQ(operand.count, expected.count);
    EXPECT_EQ(operand.data, expected.data);
    EXPECT_EQ(operand.data2, expected.data2);
    EXPECT_EQ(operand.data_mask, expected.data_mask);
    EXPECT_EQ(operand.index, expected.index);
    EXPECT_EQ(operand.subtract_index, expected.subtract_index);
    EXPECT_EQ(operand.index_shift, expected.index_shift);
    EXPECT_EQ(operand.index_amount, expected.index_amount);
    EXPECT_EQ(operand.pc_relative, expected.pc_relative);
    EXPECT_EQ(operand.sign_extend, expected.sign_extend);
}

}  // namespace faultbox::arm
