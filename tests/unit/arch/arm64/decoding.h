#pragma once

#include <gtest/gtest.h>

#include <initializer_list>

#include "arch/arm64/decode.h"
#include "arch/arm64/registers.h"

namespace faultbox::arm64 {

inline constexpr uint64_t kHere = 0xffff800008123458;

/// Decodes bytes in memory order, as llvm-mc-19 --show-encoding prints them.
inline Instruction Decode(std::initializer_list<uint8_t> code, uint64_t pc = kHere) {
    Result<Instruction> instruction = DecodeA64({code.begin(), code.size()}, pc, false);
    EXPECT_TRUE(instruction.has_value());
    EXPECT_EQ(instruction.value_or(Instruction{}).length, 4);
    return instruction.value_or(Instruction{});
}

/// A set of registers as a mask.
constexpr uint64_t Mask(std::initializer_list<RegisterId> registers) {
    uint64_t mask = 0;
    for (RegisterId reg : registers) mask |= uint64_t{1} << reg;
    return mask;
}

/// What is expected of the one memory operand; the defaults are those of `ldr x0, [x1]`, its base and data aside.
struct ExpectedOperand {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation = Operation::kLoad;
    RegisterId base = kNoRegister;
    int64_t displacement = 0;
    WriteBack write_back = WriteBack::kNone;
    uint8_t size_bytes = 8;
    uint16_t count = 1;
    RegisterId data = kNoRegister;
    RegisterId data2 = kNoRegister;
    RegisterId index = kNoRegister;
    Extend index_extend = Extend::kNone;
    uint8_t index_amount = 0;
    bool pc_relative = false;
    bool sign_extend = false;
    uint64_t clobbers = 0;
};

inline void ExpectOperand(const ExpectedOperand& expected) {
    SCOPED_TRACE(expected.text);
    Instruction instruction = Decode(expected.code);
    ASSERT_EQ(instruction.memory.size(), 1u);
    const MemoryAccess& operand = instruction.memory[0];
    EXPECT_EQ(instruction.operation, expected.operation);
    EXPECT_EQ(instruction.clobbers, expected.clobbers);
    EXPECT_EQ(operand.access, expected.operation == Operation::kStore ? Access::kWrite : Access::kRead);
    EXPECT_EQ(operand.also_writes, expected.operation == Operation::kLoadStore);
    EXPECT_EQ(operand.base, expected.base);
    EXPECT_EQ(operand.displacement, expected.displacement);
    EXPECT_EQ(operand.write_back, expected.write_back);
    EXPECT_EQ(operand.size_bytes, expected.size_bytes);
    EXPECT_EQ(operand.count, expected.count);
    EXPECT_EQ(operand.data, expected.data);
    EXPECT_EQ(operand.data2, expected.data2);
    EXPECT_EQ(operand.index, expected.index);
    EXPECT_EQ(operand.index_extend, expected.index_extend);
    EXPECT_EQ(operand.index_shift, expected.index_amount == 0 ? Shift::kNone : Shift::kLeft);
    EXPECT_EQ(operand.index_amount, expected.index_amount);
    EXPECT_EQ(operand.pc_relative, expected.pc_relative);
    EXPECT_EQ(operand.sign_extend, expected.sign_extend);
}

}  // namespace faultbox::arm64
