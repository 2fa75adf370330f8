// A64 moves, sums, branches and system instructions: encodings by llvm-mc-19, expected values by DDI 0487.
#include "decoding.h"

namespace faultbox::arm64 {
namespace {

constexpr RegisterId kNone = kNoRegister;

struct Move {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    RegisterId destination;
    RegisterId source;
    uint64_t immediate;
    bool narrow = false;
    bool sets_flags = false;
};

TEST(A64Decode, MovesAndSumsWithImmediates) {
    const Move kMoves[] = {
        {"mov x1, x2", {0xe1, 0x03, 0x02, 0xaa}, Operation::kMove, kX1, kX2, 0},
        {"mov w1, w2", {0xe1, 0x03, 0x02, 0x2a}, Operation::kMove, kX1, kX2, 0, true},
        {"mov x0, xzr", {0xe0, 0x03, 0x1f, 0xaa}, Operation::kMoveImmediate, kX0, kNone, 0},
        {"mov x29, sp", {0xfd, 0x03, 0x00, 0x91}, Operation::kMove, kX29, kSp, 0},
        {"mov sp, x1", {0x3f, 0x00, 0x00, 0x91}, Operation::kMove, kSp, kX1, 0},
        {"movz x1, #0x1234, lsl #48",
         {0x81, 0x46, 0xe2, 0xd2},
         Operation::kMoveImmediate,
         kX1,
         kNone,
         0x1234000000000000},
        {"movn w1, #0", {0x01, 0x00, 0x80, 0x12}, Operation::kMoveImmediate, kX1, kNone, 0xffffffff},
        {"mov x2, #0xff00ff00ff00ff00",
         {0xe2, 0x9f, 0x08, 0xb2},
         Operation::kMoveImmediate,
         kX2,
         kNone,
         0xff00ff00ff00ff00},
        {"mov w2, #0x0ff00ff0", {0xe2, 0x9f, 0x0c, 0x32}, Operation::kMoveImmediate, kX2, kNone, 0x0ff00ff0},
        {"adr x0, #-4", {0xe0, 0xff, 0xff, 0x10}, Operation::kMoveImmediate, kX0, kNone, kHere - 4},
        {"adrp x0, #8192", {0x00, 0x00, 0x00, 0xd0}, Operation::kMoveImmediate, kX0, kNone, 0xffff800008125000},
        {"add x0, x1, #1, lsl #12", {0x20, 0x04, 0x40, 0x91}, Operation::kAdd, kX0, kX1, 4096},
        {"sub sp, sp, #64", {0xff, 0x03, 0x01, 0xd1}, Operation::kSubtract, kSp, kSp, 64},
        {"subs w1, w2, #3", {0x41, 0x0c, 0x00, 0x71}, Operation::kSubtract, kX1, kX2, 3, true, true},
    };
    for (const Move& move : kMoves) {
        SCOPED_TRACE(move.text);
        Instruction instruction = Decode(move.code);
        EXPECT_EQ(instruction.operation, move.operation);
        EXPECT_EQ(instruction.destination, move.destination);
        EXPECT_EQ(instruction.source, move.source);
        EXPECT_EQ(instruction.source2, kNoRegister);
        EXPECT_EQ(static_cast<uint64_t>(instruction.immediate), move.immediate);
        EXPECT_EQ(instruction.narrow, move.narrow);
        EXPECT_EQ(instruction.sets_flags, move.sets_flags);
        EXPECT_EQ(instruction.clobbers, Mask({move.destination}));
    }
}

TEST(A64Decode, MoveKeepsTheRest) {
    Instruction movk = Decode({0xe1, 0xdd, 0xd7, 0xf2});  // movk x1, #0xbeef, lsl #32
    EXPECT_EQ(movk.operation, Operation::kMoveTop);
    EXPECT_EQ(movk.destination, kX1);
    EXPECT_EQ(movk.immediate, 0xbeef);
    EXPECT_EQ(movk.top_low, 32);
    EXPECT_EQ(movk.clobbers, Mask({kX1}));
}

struct RegisterSum {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    RegisterId source;
    RegisterId source2;
    Extend extend;
    Shift shift;
    uint8_t amount;
    bool narrow;
    bool sets_flags;
};

TEST(A64Decode, SumsOfRegisters) {
    const RegisterSum kSums[] = {
        {"add x0, x1, x2, lsl #3",
         {0x20, 0x0c, 0x02, 0x8b},
         Operation::kAdd,
         kX1,
         kX2,
         Extend::kNone,
         Shift::kLeft,
         3,
         false,
         false},
        {"sub w0, w1, w2, asr #31",
         {0x20, 0x7c, 0x82, 0x4b},
         Operation::kSubtract,
         kX1,
         kX2,
         Extend::kNone,
         Shift::kArithmeticRight,
         31,
         true,
         false},
        {"add x0, sp, w1, sxtw #2",
         {0xe0, 0xcb, 0x21, 0x8b},
         Operation::kAdd,
         kSp,
         kX1,
         Extend::kSignedWord,
         Shift::kLeft,
         2,
         false,
         false},
        {"sub w0, wsp, w1, lsl #1",
         {0xe0, 0x47, 0x21, 0x4b},
         Operation::kSubtract,
         kSp,
         kX1,
         Extend::kNone,
         Shift::kLeft,
         1,
         true,
         false},
        {"adds x0, x1, x2",
         {0x20, 0x00, 0x02, 0xab},
         Operation::kAdd,
         kX1,
         kX2,
         Extend::kNone,
         Shift::kNone,
         0,
         false,
         true},
    };
    for (const RegisterSum& sum : kSums) {
        SCOPED_TRACE(sum.text);
        Instruction instruction = Decode(sum.code);
        EXPECT_EQ(instruction.operation, sum.operation);
        EXPECT_EQ(instruction.destination, kX0);
        EXPECT_EQ(instruction.source, sum.source);
        EXPECT_EQ(instruction.source2, sum.source2);
        EXPECT_EQ(instruction.source2_extend, sum.extend);
        EXPECT_EQ(instruction.source2_shift, sum.shift);
        EXPECT_EQ(instruction.source2_amount, sum.amount);
        EXPECT_EQ(instruction.narrow, sum.narrow);
        EXPECT_EQ(instruction.sets_flags, sum.sets_flags);
        EXPECT_EQ(instruction.clobbers, Mask({kX0}));
    }
}

struct Branch {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    uint64_t target;
    RegisterId source = kNone;
    bool conditional = false;
    uint8_t condition = kNoCondition;
};

TEST(A64Decode, Branches) {
    const Branch kBranches[] = {
        {"b #-4", {0xff, 0xff, 0xff, 0x17}, Operation::kJump, kHere - 4},
        {"bl #134217724", {0xff, 0xff, 0xff, 0x95}, Operation::kCall, kHere + 134217724},
        {"b.ne #8", {0x41, 0x00, 0x00, 0x54}, Operation::kJump, kHere + 8, kNone, true, 1},
        {"b.al #8", {0x4e, 0x00, 0x00, 0x54}, Operation::kJump, kHere + 8},
        {"cbz x3, #16", {0x83, 0x00, 0x00, 0xb4}, Operation::kJump, kHere + 16, kNone, true},
        {"tbnz w3, #5, #-32768", {0x03, 0x00, 0x2c, 0x37}, Operation::kJump, kHere - 32768, kNone, true},
        {"br x1", {0x20, 0x00, 0x1f, 0xd6}, Operation::kJumpRegister, 0, kX1},
        {"blr x2", {0x40, 0x00, 0x3f, 0xd6}, Operation::kCallRegister, 0, kX2},
        {"ret", {0xc0, 0x03, 0x5f, 0xd6}, Operation::kJumpRegister, 0, kLr},
        {"ret x5", {0xa0, 0x00, 0x5f, 0xd6}, Operation::kJumpRegister, 0, kX5},
        {"retaa", {0xff, 0x0b, 0x5f, 0xd6}, Operation::kJumpRegister, 0, kLr},
        {"blraaz x3", {0x7f, 0x08, 0x3f, 0xd6}, Operation::kCallRegister, 0, kX3},
    };
    for (const Branch& branch : kBranches) {
        SCOPED_TRACE(branch.text);
        Instruction instruction = Decode(branch.code);
        bool call = branch.operation == Operation::kCall || branch.operation == Operation::kCallRegister;
        EXPECT_EQ(instruction.operation, branch.operation);
        EXPECT_EQ(static_cast<uint64_t>(instruction.immediate), branch.target);
        EXPECT_EQ(instruction.source, branch.source);
        EXPECT_EQ(instruction.conditional, branch.conditional);
        EXPECT_EQ(instruction.condition, branch.condition);
        EXPECT_EQ(instruction.clobbers, call ? Mask({kLr}) : 0);
    }
}

TEST(A64Decode, TrapsAreUndefined) {
    Instruction brk = Decode({0x00, 0x00, 0x21, 0xd4});  // brk #0x800
    EXPECT_EQ(brk.operation, Operation::kUndefined);
    EXPECT_EQ(brk.immediate, 0x800);
    Instruction udf = Decode({0x07, 0x00, 0x00, 0x00});  // udf #7
    EXPECT_EQ(udf.operation, Operation::kUndefined);
    EXPECT_EQ(udf.immediate, 7);
}

struct MultiplyAdd {
    const char* text;
    std::initializer_list<uint8_t> code;
    RegisterId destination, sum, factor, factor2;
    Extend extend = Extend::kNone;
    bool narrow = false;
};

TEST(A64Decode, SumsWithAProduct) {
    const MultiplyAdd kSums[] = {
        {"madd x0, x1, x2, x3", {0x20, 0x0c, 0x02, 0x9b}, kX0, kX3, kX1, kX2},
        {"umaddl x8, w1, w8, x9", {0x28, 0x24, 0xa8, 0x9b}, kX8, kX9, kX1, kX8, Extend::kUnsignedWord},
        {"smaddl x3, w4, w5, x6", {0x83, 0x18, 0x25, 0x9b}, kX3, kX6, kX4, kX5, Extend::kSignedWord},
        {"mul x0, x1, x2", {0x20, 0x7c, 0x02, 0x9b}, kX0, kNoRegister, kX1, kX2},
        {"madd w0, w1, w2, w3", {0x20, 0x0c, 0x02, 0x1b}, kX0, kX3, kX1, kX2, Extend::kNone, true},
    };
    for (const MultiplyAdd& sum : kSums) {
        SCOPED_TRACE(sum.text);
        Instruction instruction = Decode(sum.code);
        EXPECT_EQ(instruction.operation, Operation::kMultiplyAdd);
        EXPECT_EQ(instruction.clobbers, Mask({sum.destination}));
        EXPECT_EQ(instruction.destination, sum.destination);
        EXPECT_EQ(instruction.source, sum.sum);
        EXPECT_EQ(instruction.source2, sum.factor);
        EXPECT_EQ(instruction.source3, sum.factor2);
        EXPECT_EQ(instruction.source2_extend, sum.extend);
        EXPECT_EQ(instruction.narrow, sum.narrow);
        EXPECT_TRUE(instruction.memory.empty());
    }
}

struct Other {
    const char* text;
    std::initializer_list<uint8_t> code;
    uint64_t clobbers;
    bool sets_flags;
    Operation operation = Operation::kOther;
};

TEST(A64Decode, OthersTellWhatTheyWrite) {
    const Other kOthers[] = {
        {"cmp x1, #4", {0x3f, 0x10, 0x00, 0xf1}, 0, true, Operation::kCompare},
        {"tst x1, x2", {0x3f, 0x00, 0x02, 0xea}, 0, true, Operation::kCompare},
        {"ccmp x1, x2, #4, eq", {0x24, 0x00, 0x42, 0xfa}, 0, true, Operation::kCompare},
        {"neg x0, x1", {0xe0, 0x03, 0x01, 0xcb}, Mask({kX0}), false},
        {"csel x0, x1, x2, ge", {0x20, 0xa0, 0x82, 0x9a}, Mask({kX0}), false},
        {"msub x0, x1, x2, x3", {0x20, 0x8c, 0x02, 0x9b}, Mask({kX0}), false},
        {"umulh x0, x1, x2", {0x20, 0x7c, 0xc2, 0x9b}, Mask({kX0}), false},
        {"madd xzr, x1, x2, x3", {0x3f, 0x0c, 0x02, 0x9b}, 0, false},
        {"madd x0, xzr, x2, x3", {0xe0, 0x0f, 0x02, 0x9b}, Mask({kX0}), false},
        {"ubfx w1, w2, #3, #4", {0x41, 0x18, 0x03, 0x53}, Mask({kX1}), false},
        {"sxtw x0, w1", {0x20, 0x7c, 0x40, 0x93}, Mask({kX0}), false},
        {"umov w3, v1.h[2]", {0x23, 0x3c, 0x0a, 0x0e}, Mask({kX3}), false},
        {"fmov x1, d2", {0x41, 0x00, 0x66, 0x9e}, Mask({kX1}), false},
        {"fcmp d0, d1", {0x00, 0x20, 0x61, 0x1e}, 0, true},
        {"mrs x3, sp_el0", {0x03, 0x41, 0x38, 0xd5}, Mask({kX3}), false},
        {"msr nzcv, x0", {0x00, 0x42, 0x1b, 0xd5}, 0, true},
        {"svc #0", {0x01, 0x00, 0x00, 0xd4}, Mask({kX0}), false},
        {"smc #0", {0x03, 0x00, 0x00, 0xd4}, 0x3ffff, false},
        {"hlt #1", {0x20, 0x00, 0x40, 0xd4}, 0, false},
        {"eret", {0xe0, 0x03, 0x9f, 0xd6}, Mask({kPc}), true},
        {"paciasp", {0x3f, 0x23, 0x03, 0xd5}, Mask({kLr}), false},
        {"autiasp", {0xbf, 0x23, 0x03, 0xd5}, Mask({kLr}), false},
        {"xpaclri", {0xff, 0x20, 0x03, 0xd5}, Mask({kLr}), false},
        {"pacia1716", {0x1f, 0x21, 0x03, 0xd5}, Mask({kX17}), false},
        {"nop", {0x1f, 0x20, 0x03, 0xd5}, 0, false},
    };
    for (const Other& other : kOthers) {
        SCOPED_TRACE(other.text);
        Instruction instruction = Decode(other.code);
        EXPECT_EQ(instruction.operation, other.operation);
        EXPECT_EQ(instruction.clobbers, other.clobbers);
        EXPECT_EQ(instruction.sets_flags, other.sets_flags);
        EXPECT_TRUE(instruction.memory.empty());
        EXPECT_EQ(instruction.destination, kNoRegister);
    }
}

}  // namespace
}  // namespace faultbox::arm64
