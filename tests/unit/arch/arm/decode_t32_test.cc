// T32 instructions: encodings by llvm-mc-19, expected values by DDI 0406C.
#include "decoding.h"

namespace faultbox::arm {
namespace {

constexpr uint64_t kHere = 0x8002;  // Not a multiple of 4: Align(PC, 4) matters.

Instruction T32(std::initializer_list<uint8_t> code) {
    Instruction instruction = Decode(code, true, kHere);
    EXPECT_EQ(instruction.length, code.size());
    return instruction;
}

TEST(T32Decode, NarrowLoadsAndStores) {
    // ldr r0, [r1, #20]
    ExpectOperand(T32({0x48, 0x69}), {.base = kR1, .displacement = 20, .data = kR0}, Mask({kR0}));
    // strb r2, [r3, r4]
    ExpectOperand(T32({0x1a, 0x55}),
                  {.access = Access::kWrite, .base = kR3, .size_bytes = 1, .data = kR2, .index = kR4}, 0);
    // ldrsh r2, [r3, r4]
    ExpectOperand(T32({0x1a, 0x5f}), {.base = kR3, .size_bytes = 2, .data = kR2, .index = kR4, .sign_extend = true},
                  Mask({kR2}));
    // ldr r3, [sp, #16]
    ExpectOperand(T32({0x04, 0x9b}), {.base = kSp, .displacement = 16, .data = kR3}, Mask({kR3}));
    // ldr r2, [pc, #28]: Align(0x8006, 4) + 28
    ExpectOperand(T32({0x07, 0x4a}), {.displacement = 0x8020, .data = kR2, .pc_relative = true}, Mask({kR2}));
}

TEST(T32Decode, BlockTransfers) {
    // push {r4, lr}
    ExpectOperand(T32({0x10, 0xb5}),
                  {.access = Access::kWrite,
                   .base = kSp,
                   .displacement = -8,
                   .write_back = WriteBack::kBefore,
                   .count = 2,
                   .data_mask = Mask({kR4, kLr})},
                  Mask({kSp}));
    // pop {r4, pc}
    ExpectOperand(
        T32({0x10, 0xbd}),
        {.base = kSp, .displacement = 8, .write_back = WriteBack::kAfter, .count = 2, .data_mask = Mask({kR4, kPc})},
        Mask({kR4, kPc, kSp}));
    // ldm r0!, {r1, r2}; ldm r0, {r0, r1} has no write-back.
    ExpectOperand(
        T32({0x06, 0xc8}),
        {.base = kR0, .displacement = 8, .write_back = WriteBack::kAfter, .count = 2, .data_mask = Mask({kR1, kR2})},
        Mask({kR0, kR1, kR2}));
    ExpectOperand(T32({0x03, 0xc8}), {.base = kR0, .count = 2, .data_mask = Mask({kR0, kR1})}, Mask({kR0, kR1}));
    // ldmdb r1!, {r2, r3}
    ExpectOperand(
        T32({0x31, 0xe9, 0x0c, 0x00}),
        {.base = kR1, .displacement = -8, .write_back = WriteBack::kBefore, .count = 2, .data_mask = Mask({kR2, kR3})},
        Mask({kR1, kR2, kR3}));
}

// ARM DEN 0028, SMC Calling Convention, section 2.4: results are returned in r0 to r3.
TEST(T32Decode, CallsOfFirmwareReturnInFourRegisters) {
    EXPECT_EQ(T32({0xf0, 0xf7, 0x00, 0x80}).clobbers, Mask({kR0, kR1, kR2, kR3}));  // smc #0
    EXPECT_EQ(T32({0xe1, 0xf7, 0x34, 0x82}).clobbers, Mask({kR0, kR1, kR2, kR3}));  // hvc #0x1234
}

TEST(T32Decode, WideLoadsAndStores) {
    // ldr r0, [r1, #-4]
    ExpectOperand(T32({0x51, 0xf8, 0x04, 0x0c}), {.base = kR1, .displacement = -4, .data = kR0}, Mask({kR0}));
    // ldr r0, [r1], #4
    ExpectOperand(T32({0x51, 0xf8, 0x04, 0x0b}),
                  {.base = kR1, .displacement = 4, .write_back = WriteBack::kAfter, .data = kR0}, Mask({kR0, kR1}));
    // str.w r0, [r1, r2, lsl #3]
    ExpectOperand(T32({0x41, 0xf8, 0x32, 0x00}),
                  {.access = Access::kWrite,
                   .base = kR1,
                   .data = kR0,
                   .index = kR2,
                   .index_shift = Shift::kLeft,
                   .index_amount = 3},
                  0);
    // ldr.w r0, [pc, #-20]: Align(0x8006, 4) - 20
    ExpectOperand(T32({0x5f, 0xf8, 0x14, 0x00}), {.displacement = 0x7ff0, .data = kR0, .pc_relative = true},
                  Mask({kR0}));
    // ldrd r2, r3, [r4, #-8]!
    ExpectOperand(
        T32({0x74, 0xe9, 0x02, 0x23}),
        {.base = kR4, .displacement = -8, .write_back = WriteBack::kBefore, .count = 2, .data = kR2, .data2 = kR3},
        Mask({kR2, kR3, kR4}));
}

TEST(T32Decode, Exclusives) {
    // strexh r1, r2, [r3]
    ExpectOperand(T32({0xc3, 0xe8, 0x51, 0x2f}), {.access = Access::kWrite, .base = kR3, .size_bytes = 2, .data = kR2},
                  Mask({kR1}));
    // ldrexd r1, r2, [r3]
    ExpectOperand(T32({0xd3, 0xe8, 0x7f, 0x12}), {.base = kR3, .count = 2, .data = kR1, .data2 = kR2},
                  Mask({kR1, kR2}));
    // strex r1, r2, [r3, #8]
    ExpectOperand(T32({0x43, 0xe8, 0x02, 0x21}),
                  {.access = Access::kWrite, .base = kR3, .displacement = 8, .data = kR2}, Mask({kR1}));
}

TEST(T32Decode, TableBranches) {
    // tbb [pc, r3]: the table starts at pc + 4, which need not be a multiple of 4.
    ExpectOperand(T32({0xdf, 0xe8, 0x03, 0xf0}), {.displacement = 0x8006, .size_bytes = 1, .index = kR3}, Mask({kPc}));
    // tbh [r2, r3, lsl #1]
    ExpectOperand(T32({0xd2, 0xe8, 0x13, 0xf0}),
                  {.base = kR2, .size_bytes = 2, .index = kR3, .index_shift = Shift::kLeft, .index_amount = 1},
                  Mask({kPc}));
}

struct Move {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    RegisterId destination;
    RegisterId source;
    int64_t immediate;
    bool sets_flags;
};

TEST(T32Decode, MovesAndSums) {
    constexpr RegisterId kNone = kNoRegister;
    const Move kMoves[] = {
        {"movs r1, #7", {0x07, 0x21}, Operation::kMoveImmediate, kR1, kNone, 7, true},
        {"movs r1, r2", {0x11, 0x00}, Operation::kMove, kR1, kR2, 0, true},
        {"mov r8, r1", {0x88, 0x46}, Operation::kMove, kR8, kR1, 0, false},
        {"mov r0, pc", {0x78, 0x46}, Operation::kMoveImmediate, kR0, kNone, 0x8006, false},
        {"add r2, pc", {0x7a, 0x44}, Operation::kOther, kR2, kNone, 0, false},
        {"add sp, #16", {0x04, 0xb0}, Operation::kAdd, kSp, kSp, 16, false},
        {"sub sp, #16", {0x84, 0xb0}, Operation::kSubtract, kSp, kSp, 16, false},
        {"adr r1, #12", {0x03, 0xa1}, Operation::kMoveImmediate, kR1, kNone, 0x8010, false},
        {"adds r1, r2, #3", {0xd1, 0x1c}, Operation::kAdd, kR1, kR2, 3, true},
        {"subs r1, #200", {0xc8, 0x39}, Operation::kSubtract, kR1, kR1, 200, true},
        {"movw r0, #0xabcd", {0x4a, 0xf6, 0xcd, 0x30}, Operation::kMoveImmediate, kR0, kNone, 0xabcd, false},
        {"movt r0, #0xc012", {0xcc, 0xf2, 0x12, 0x00}, Operation::kMoveTop, kR0, kNone, 0xc012, false},
        {"mov.w r0, #0xff00ff", {0x4f, 0xf0, 0xff, 0x10}, Operation::kMoveImmediate, kR0, kNone, 0xff00ff, false},
        {"mvn r0, #3", {0x6f, 0xf0, 0x03, 0x00}, Operation::kMoveImmediate, kR0, kNone, 0xfffffffc, false},
        {"subw r0, r1, #4095", {0xa1, 0xf6, 0xff, 0x70}, Operation::kSubtract, kR0, kR1, 4095, false},
        {"adr.w r1, #-8", {0xaf, 0xf2, 0x08, 0x01}, Operation::kMoveImmediate, kR1, kNone, 0x7ffc, false},
    };
    for (const Move& move : kMoves) {
        SCOPED_TRACE(move.text);
        Instruction instruction = T32(move.code);
        EXPECT_EQ(instruction.operation, move.operation);
        EXPECT_EQ(instruction.destination, move.destination);
        EXPECT_EQ(instruction.source, move.source);
        EXPECT_EQ(instruction.immediate, move.immediate);
        EXPECT_EQ(instruction.clobbers, Mask({move.destination}));
        EXPECT_EQ(instruction.sets_flags, move.sets_flags);
    }
    Instruction sum = T32({0x01, 0xeb, 0x82, 0x00});  // add.w r0, r1, r2, lsl #2
    EXPECT_EQ(sum.operation, Operation::kAdd);
    EXPECT_EQ(sum.source, kR1);
    EXPECT_EQ(sum.source2, kR2);
    EXPECT_EQ(sum.source2_shift, Shift::kLeft);
    EXPECT_EQ(sum.source2_amount, 2);
}

struct Jump {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    int64_t target;
    uint8_t condition;
    uint64_t clobbers;
};

TEST(T32Decode, DirectBranches) {
    const Jump kJumps[] = {
        {"bne #-6", {0xfd, 0xd1}, Operation::kJump, 0x8000, 1, 0},
        {"b #-6", {0xfd, 0xe7}, Operation::kJump, 0x8000, kNoCondition, 0},
        {"bl #0x1000", {0x01, 0xf0, 0x00, 0xf8}, Operation::kCall, 0x9006, kNoCondition, Mask({kLr})},
        {"blx #0x1000", {0x01, 0xf0, 0x00, 0xe8}, Operation::kCall, 0x9004, kNoCondition, Mask({kLr})},
        {"beq.w #0x1000", {0x01, 0xf0, 0x00, 0x80}, Operation::kJump, 0x9006, 0, 0},
        {"b.w #-0x1000", {0xff, 0xf7, 0x00, 0xb8}, Operation::kJump, 0x7006, kNoCondition, 0},
    };
    for (const Jump& jump : kJumps) {
        SCOPED_TRACE(jump.text);
        Instruction instruction = T32(jump.code);
        EXPECT_EQ(instruction.operation, jump.operation);
        EXPECT_EQ(instruction.immediate, jump.target);
        EXPECT_EQ(instruction.conditional, jump.condition != kNoCondition);
        EXPECT_EQ(instruction.condition, jump.condition);
        EXPECT_EQ(instruction.clobbers, jump.clobbers);
    }
    Instruction compare = T32({0x53, 0xb1});  // cbz r3, #20: no condition of the flags.
    EXPECT_EQ(compare.operation, Operation::kJump);
    EXPECT_EQ(compare.immediate, 0x801a);
    EXPECT_TRUE(compare.conditional);
    EXPECT_EQ(compare.condition, kNoCondition);
}

TEST(T32Decode, BranchesThroughRegisters) {
    Instruction call = T32({0xa0, 0x47});  // blx r4
    EXPECT_EQ(call.operation, Operation::kCallRegister);
    EXPECT_EQ(call.source, kR4);
    EXPECT_EQ(call.clobbers, Mask({kLr}));
    Instruction back = T32({0x70, 0x47});  // bx lr
    EXPECT_EQ(back.operation, Operation::kJumpRegister);
    EXPECT_EQ(back.source, kLr);
    EXPECT_EQ(T32({0xde, 0xf3, 0x04, 0x8f}).clobbers, Mask({kPc}));  // subs pc, lr, #4
}

TEST(T32Decode, IfThenCountsTheInstructionsBehindIt) {
    EXPECT_EQ(T32({0x08, 0xbf}).predicates, 1);  // it eq
    EXPECT_EQ(T32({0x1c, 0xbf}).predicates, 2);  // itt ne
    EXPECT_EQ(T32({0xab, 0xbf}).predicates, 4);  // itete ge
    EXPECT_EQ(T32({0x00, 0xbf}).predicates, 0);  // nop
}

TEST(T32Decode, Undefined) {
    EXPECT_EQ(T32({0xfe, 0xde}).operation, Operation::kUndefined);  // udf #254
    EXPECT_EQ(T32({0xfe, 0xde}).immediate, 254);
    EXPECT_EQ(T32({0xf1, 0xf7, 0x34, 0xa2}).operation, Operation::kUndefined);  // udf.w #0x1234
    EXPECT_EQ(T32({0xf1, 0xf7, 0x34, 0xa2}).immediate, 0x1234);
}

struct WrittenCase {
    const char* text;
    std::initializer_list<uint8_t> code;
    uint64_t clobbers;
    bool sets_flags;
};

TEST(T32Decode, WrittenRegistersAndFlags) {
    const WrittenCase kCases[] = {
        {"cmp r1, r9", {0x49, 0x45}, 0, true},
        {"cmp.w r1, #8", {0xb1, 0xf1, 0x08, 0x0f}, 0, true},
        {"svc #1", {0x01, 0xdf}, Mask({kR0}), false},
        {"uxtb r0, r1", {0xc8, 0xb2}, Mask({kR0}), false},
        {"udiv r0, r1, r2", {0xb1, 0xfb, 0xf2, 0xf0}, Mask({kR0}), false},
        {"umull r0, r1, r2, r3", {0xa2, 0xfb, 0x03, 0x01}, Mask({kR0, kR1}), false},
        {"uxth.w r8, r1", {0x1f, 0xfa, 0x81, 0xf8}, Mask({kR8}), false},
        {"lsls.w r8, r1, r2", {0x11, 0xfa, 0x02, 0xf8}, Mask({kR8}), true},
        {"clz r1, r2", {0xb2, 0xfa, 0x82, 0xf1}, Mask({kR1}), false},
        {"bfi r0, r1, #2, #3", {0x61, 0xf3, 0x84, 0x00}, Mask({kR0}), false},
        {"mrs r1, apsr", {0xef, 0xf3, 0x00, 0x81}, Mask({kR1}), false},
        {"pld [r1, #4]", {0x91, 0xf8, 0x04, 0xf0}, 0, false},
    };
    for (const WrittenCase& each : kCases) {
        SCOPED_TRACE(each.text);
        Instruction instruction = T32(each.code);
        EXPECT_EQ(instruction.clobbers, each.clobbers);
        EXPECT_EQ(instruction.sets_flags, each.sets_flags);
        EXPECT_TRUE(instruction.memory.empty());
    }
}

TEST(T32Decode, TruncatedBytes) {
    const uint8_t code[] = {0x51, 0xf8, 0x04};
    EXPECT_EQ(DecodeInstruction(code, kHere, true).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(DecodeInstruction({code, 1}, kHere, true).error().code, ErrorCode::kTruncated);
}

}  // namespace
}  // namespace faultbox::arm
