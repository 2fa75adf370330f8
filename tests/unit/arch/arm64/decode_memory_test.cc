// A64 loads and stores: encodings by llvm-mc-19, expected values by DDI 0487.
#include "decoding.h"

namespace faultbox::arm64 {
namespace {

TEST(A64Memory, UnsignedOffset) {
    const ExpectedOperand kOperands[] = {
        {.text = "ldr x1, [x2, #8]",
         .code = {0x41, 0x04, 0x40, 0xf9},
         .base = kX2,
         .displacement = 8,
         .data = kX1,
         .clobbers = Mask({kX1})},
        {.text = "ldr w3, [x4, #4092]",
         .code = {0x83, 0xfc, 0x4f, 0xb9},
         .base = kX4,
         .displacement = 4092,
         .size_bytes = 4,
         .data = kX3,
         .clobbers = Mask({kX3})},
        {.text = "strb w5, [sp, #1]",
         .code = {0xe5, 0x07, 0x00, 0x39},
         .operation = Operation::kStore,
         .base = kSp,
         .displacement = 1,
         .size_bytes = 1,
         .data = kX5},
        {.text = "ldrsw x0, [x1, #4]",
         .code = {0x20, 0x04, 0x80, 0xb9},
         .base = kX1,
         .displacement = 4,
         .size_bytes = 4,
         .data = kX0,
         .sign_extend = true,
         .clobbers = Mask({kX0})},
        {.text = "ldrsh w7, [x8, #34]",
         .code = {0x07, 0x45, 0xc0, 0x79},
         .base = kX8,
         .displacement = 34,
         .size_bytes = 2,
         .data = kX7,
         .sign_extend = true,
         .clobbers = Mask({kX7})},
        {.text = "str xzr, [x0, #16]",
         .code = {0x1f, 0x08, 0x00, 0xf9},
         .operation = Operation::kStore,
         .base = kX0,
         .displacement = 16},
        {.text = "ldr q0, [x1, #32]",
         .code = {0x20, 0x08, 0xc0, 0x3d},
         .base = kX1,
         .displacement = 32,
         .size_bytes = 16},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, UnscaledAndUnprivileged) {
    const ExpectedOperand kOperands[] = {
        {.text = "ldur x1, [x2, #-8]",
         .code = {0x41, 0x80, 0x5f, 0xf8},
         .base = kX2,
         .displacement = -8,
         .data = kX1,
         .clobbers = Mask({kX1})},
        {.text = "sturh w1, [x2, #255]",
         .code = {0x41, 0xf0, 0x0f, 0x78},
         .operation = Operation::kStore,
         .base = kX2,
         .displacement = 255,
         .size_bytes = 2,
         .data = kX1},
        {.text = "ldur s1, [x2, #3]",
         .code = {0x41, 0x30, 0x40, 0xbc},
         .base = kX2,
         .displacement = 3,
         .size_bytes = 4},
        {.text = "ldtr x0, [x1, #-256]",
         .code = {0x20, 0x08, 0x50, 0xf8},
         .base = kX1,
         .displacement = -256,
         .data = kX0,
         .clobbers = Mask({kX0})},
        {.text = "sttrb w3, [x4, #7]",
         .code = {0x83, 0x78, 0x00, 0x38},
         .operation = Operation::kStore,
         .base = kX4,
         .displacement = 7,
         .size_bytes = 1,
         .data = kX3},
        {.text = "stlur x0, [x1, #-256]",
         .code = {0x20, 0x00, 0x10, 0xd9},
         .operation = Operation::kStore,
         .base = kX1,
         .displacement = -256,
         .data = kX0},
        {.text = "ldapursw x0, [x1, #4]",
         .code = {0x20, 0x40, 0x80, 0x99},
         .base = kX1,
         .displacement = 4,
         .size_bytes = 4,
         .data = kX0,
         .sign_extend = true,
         .clobbers = Mask({kX0})},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, PreAndPostIndexed) {
    const ExpectedOperand kOperands[] = {
        {.text = "ldr x0, [x1], #-16",
         .code = {0x20, 0x04, 0x5f, 0xf8},
         .base = kX1,
         .displacement = -16,
         .write_back = WriteBack::kAfter,
         .data = kX0,
         .clobbers = Mask({kX0, kX1})},
        {.text = "str w2, [sp, #-4]!",
         .code = {0xe2, 0xcf, 0x1f, 0xb8},
         .operation = Operation::kStore,
         .base = kSp,
         .displacement = -4,
         .write_back = WriteBack::kBefore,
         .size_bytes = 4,
         .data = kX2,
         .clobbers = Mask({kSp})},
        {.text = "str d3, [sp, #-8]!",
         .code = {0xe3, 0x8f, 0x1f, 0xfc},
         .operation = Operation::kStore,
         .base = kSp,
         .displacement = -8,
         .write_back = WriteBack::kBefore,
         .clobbers = Mask({kSp})},
        {.text = "ldraa x0, [x1, #-4096]!",
         .code = {0x20, 0x0c, 0x60, 0xf8},
         .base = kX1,
         .displacement = -4096,
         .write_back = WriteBack::kBefore,
         .data = kX0,
         .clobbers = Mask({kX0, kX1})},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, RegisterOffset) {
    const ExpectedOperand kOperands[] = {
        {.text = "ldr x0, [x1, x2, lsl #3]",
         .code = {0x20, 0x78, 0x62, 0xf8},
         .base = kX1,
         .data = kX0,
         .index = kX2,
         .index_amount = 3,
         .clobbers = Mask({kX0})},
        {.text = "ldr w0, [x1, w2, uxtw #2]",
         .code = {0x20, 0x58, 0x62, 0xb8},
         .base = kX1,
         .size_bytes = 4,
         .data = kX0,
         .index = kX2,
         .index_extend = Extend::kUnsignedWord,
         .index_amount = 2,
         .clobbers = Mask({kX0})},
        {.text = "ldr x0, [x1, w2, uxtw]",
         .code = {0x20, 0x48, 0x62, 0xf8},
         .base = kX1,
         .data = kX0,
         .index = kX2,
         .index_extend = Extend::kUnsignedWord,
         .clobbers = Mask({kX0})},
        {.text = "ldrb w0, [x1, w2, sxtw]",
         .code = {0x20, 0xc8, 0x62, 0x38},
         .base = kX1,
         .size_bytes = 1,
         .data = kX0,
         .index = kX2,
         .index_extend = Extend::kSignedWord,
         .clobbers = Mask({kX0})},
        {.text = "str x0, [x1, x2, sxtx #3]",
         .code = {0x20, 0xf8, 0x22, 0xf8},
         .operation = Operation::kStore,
         .base = kX1,
         .data = kX0,
         .index = kX2,
         .index_amount = 3},
        {.text = "strh w0, [sp, x2]",
         .code = {0xe0, 0x6b, 0x22, 0x78},
         .operation = Operation::kStore,
         .base = kSp,
         .size_bytes = 2,
         .data = kX0,
         .index = kX2},
        {.text = "ldr b1, [x2, x3]", .code = {0x41, 0x68, 0x63, 0x3c}, .base = kX2, .size_bytes = 1, .index = kX3},
        {.text = "ldr q1, [x2, w3, sxtw #4]",
         .code = {0x41, 0xd8, 0xe3, 0x3c},
         .base = kX2,
         .size_bytes = 16,
         .index = kX3,
         .index_extend = Extend::kSignedWord,
         .index_amount = 4},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, Pairs) {
    const ExpectedOperand kOperands[] = {
        {.text = "stp x29, x30, [sp, #-32]!",
         .code = {0xfd, 0x7b, 0xbe, 0xa9},
         .operation = Operation::kStore,
         .base = kSp,
         .displacement = -32,
         .write_back = WriteBack::kBefore,
         .count = 2,
         .data = kX29,
         .data2 = kLr,
         .clobbers = Mask({kSp})},
        {.text = "ldp x29, x30, [sp], #32",
         .code = {0xfd, 0x7b, 0xc2, 0xa8},
         .base = kSp,
         .displacement = 32,
         .write_back = WriteBack::kAfter,
         .count = 2,
         .data = kX29,
         .data2 = kLr,
         .clobbers = Mask({kX29, kLr, kSp})},
        {.text = "ldp w1, w2, [x3, #-256]",
         .code = {0x61, 0x08, 0x60, 0x29},
         .base = kX3,
         .displacement = -256,
         .size_bytes = 4,
         .count = 2,
         .data = kX1,
         .data2 = kX2,
         .clobbers = Mask({kX1, kX2})},
        {.text = "ldnp x4, x5, [x6, #504]",
         .code = {0xc4, 0x94, 0x5f, 0xa8},
         .base = kX6,
         .displacement = 504,
         .count = 2,
         .data = kX4,
         .data2 = kX5,
         .clobbers = Mask({kX4, kX5})},
        {.text = "ldpsw x1, x2, [x3, #8]",
         .code = {0x61, 0x08, 0x41, 0x69},
         .base = kX3,
         .displacement = 8,
         .size_bytes = 4,
         .count = 2,
         .data = kX1,
         .data2 = kX2,
         .sign_extend = true,
         .clobbers = Mask({kX1, kX2})},
        {.text = "stp xzr, x1, [x0]",
         .code = {0x1f, 0x04, 0x00, 0xa9},
         .operation = Operation::kStore,
         .base = kX0,
         .count = 2,
         .data2 = kX1},
        {.text = "ldp q0, q1, [x2, #-1024]",
         .code = {0x40, 0x04, 0x60, 0xad},
         .base = kX2,
         .displacement = -1024,
         .size_bytes = 16,
         .count = 2},
        {.text = "stp d8, d9, [sp, #16]",
         .code = {0xe8, 0x27, 0x01, 0x6d},
         .operation = Operation::kStore,
         .base = kSp,
         .displacement = 16,
         .count = 2},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, Literals) {
    const ExpectedOperand kOperands[] = {
        {.text = "ldr x0, #16",
         .code = {0x80, 0x00, 0x00, 0x58},
         .displacement = static_cast<int64_t>(kHere + 16),
         .data = kX0,
         .pc_relative = true,
         .clobbers = Mask({kX0})},
        {.text = "ldrsw x1, #-8",
         .code = {0xc1, 0xff, 0xff, 0x98},
         .displacement = static_cast<int64_t>(kHere - 8),
         .size_bytes = 4,
         .data = kX1,
         .pc_relative = true,
         .sign_extend = true,
         .clobbers = Mask({kX1})},
        {.text = "ldr q2, #1048572",
         .code = {0xe2, 0xff, 0x7f, 0x9c},
         .displacement = static_cast<int64_t>(kHere + 1048572),
         .size_bytes = 16,
         .pc_relative = true},
    };
    for (const ExpectedOperand& operand : kOperands) ExpectOperand(operand);
}

TEST(A64Memory, LiteralAddressesWrap) {
    EXPECT_EQ(Decode({0xc0, 0xff, 0xff, 0x58}, 0).memory[0].displacement, -8);  // ldr x0, #-8
}

TEST(A64Memory, PreloadsHaveNoOperand) {
    // prfm pldl1keep, [x0, #8]; prfm pldl1keep, #8
    EXPECT_EQ(Decode({0x00, 0x04, 0x80, 0xf9}).operation, Operation::kPreload);
    EXPECT_EQ(Decode({0x40, 0x00, 0x00, 0xd8}).operation, Operation::kPreload);
    EXPECT_TRUE(Decode({0x00, 0x04, 0x80, 0xf9}).memory.empty());
}

TEST(A64Memory, CacheMaintenanceByAddress) {
    Instruction zero = Decode({0x23, 0x74, 0x0b, 0xd5});  // dc zva, x3
    EXPECT_EQ(zero.operation, Operation::kOther);
    ASSERT_EQ(zero.memory.size(), 1u);
    EXPECT_EQ(zero.memory[0].access, Access::kWrite);
    EXPECT_EQ(zero.memory[0].base, kX3);
    EXPECT_EQ(zero.memory[0].size_bytes, 0);
    Instruction clean = Decode({0x24, 0x7e, 0x0b, 0xd5});  // dc civac, x4
    ASSERT_EQ(clean.memory.size(), 1u);
    EXPECT_EQ(clean.memory[0].access, Access::kUnknown);
    EXPECT_EQ(clean.memory[0].base, kX4);
    EXPECT_EQ(Decode({0x25, 0x75, 0x0b, 0xd5}).memory.size(), 1u);  // ic ivau, x5
    EXPECT_TRUE(Decode({0x41, 0x76, 0x08, 0xd5}).memory.empty());   // dc isw, x1: by set and way
}

TEST(A64Memory, UnallocatedWordsAreUndefined) {
    // C4.1: size 3 with opc 3; LDPSW without allocation hint; register offset with option 0; CASP of odd registers.
    EXPECT_EQ(Decode({0x20, 0x04, 0xc0, 0xf9}).operation, Operation::kUndefined);
    EXPECT_EQ(Decode({0x20, 0x04, 0x40, 0x68}).operation, Operation::kUndefined);
    EXPECT_EQ(Decode({0x20, 0x08, 0x62, 0xf8}).operation, Operation::kUndefined);
    EXPECT_EQ(Decode({0xc4, 0x7c, 0x61, 0x08}).operation, Operation::kUndefined);
}

TEST(A64Memory, TruncatedBytesAreAnError) {
    const uint8_t kShort[] = {0x41, 0x04, 0x40};
    Result<Instruction> instruction = DecodeA64(kShort, kHere, false);
    ASSERT_FALSE(instruction.has_value());
    EXPECT_EQ(instruction.error().code, ErrorCode::kTruncated);
}

}  // namespace
}  // namespace faultbox::arm64
