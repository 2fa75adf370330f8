// A32 instructions: encodings by llvm-mc-19, expected values by DDI 0406C.
#include "decoding.h"

namespace faultbox::arm {
namespace {

constexpr uint64_t kHere = 0x8000;

Instruction A32(std::initializer_list<uint8_t> code) {
    Instruction instruction = Decode(code, false, kHere);
    EXPECT_EQ(instruction.length, 4);
    return instruction;
}

TEST(A32Decode, ConditionalStore) {  // streq r3, [r2, #4]
    Instruction instruction = A32({0x04, 0x30, 0x82, 0x05});
    ExpectOperand(instruction, {.access = Access::kWrite, .base = kR2, .displacement = 4, .data = kR3}, 0);
    EXPECT_TRUE(instruction.conditional);
    EXPECT_EQ(instruction.condition, 0);
    EXPECT_FALSE(instruction.sets_flags);
}

TEST(A32Decode, IndexedLoadsAndStores) {
    Instruction post = A32({0x08, 0x50, 0x94, 0x14});  // ldrne r5, [r4], #8
    ExpectOperand(post, {.base = kR4, .displacement = 8, .write_back = WriteBack::kAfter, .data = kR5},
                  Mask({kR4, kR5}));
    EXPECT_EQ(post.condition, 1);
    // str r1, [r6, #-12]!
    ExpectOperand(
        A32({0x0c, 0x10, 0x26, 0xe5}),
        {.access = Access::kWrite, .base = kR6, .displacement = -12, .write_back = WriteBack::kBefore, .data = kR1},
        Mask({kR6}));
    // ldr r0, [r1, -r2, lsl #3]
    ExpectOperand(A32({0x82, 0x01, 0x11, 0xe7}),
                  {.base = kR1,
                   .data = kR0,
                   .index = kR2,
                   .subtract_index = true,
                   .index_shift = Shift::kLeft,
                   .index_amount = 3},
                  Mask({kR0}));
    // ldrb r1, [r2, r3, asr #32]
    ExpectOperand(A32({0x43, 0x10, 0xd2, 0xe7}),
                  {.base = kR2,
                   .size_bytes = 1,
                   .data = kR1,
                   .index = kR3,
                   .index_shift = Shift::kArithmeticRight,
                   .index_amount = 32},
                  Mask({kR1}));
    // ldrsh r8, [r9, #34]
    ExpectOperand(A32({0xf2, 0x82, 0xd9, 0xe1}),
                  {.base = kR9, .displacement = 34, .size_bytes = 2, .data = kR8, .sign_extend = true}, Mask({kR8}));
}

TEST(A32Decode, LiteralsAndJumpTables) {
    // ldr r7, [pc, #16] and [pc, #-16]
    ExpectOperand(A32({0x10, 0x70, 0x9f, 0xe5}), {.displacement = kHere + 24, .data = kR7, .pc_relative = true},
                  Mask({kR7}));
    ExpectOperand(A32({0x10, 0x70, 0x1f, 0xe5}), {.displacement = kHere - 8, .data = kR7, .pc_relative = true},
                  Mask({kR7}));
    // ldrls pc, [pc, r3, lsl #2]: a table at pc + 8, not a literal.
    Instruction table = A32({0x03, 0xf1, 0x9f, 0x97});
    ExpectOperand(
        table, {.displacement = kHere + 8, .data = kPc, .index = kR3, .index_shift = Shift::kLeft, .index_amount = 2},
        Mask({kPc}));
    EXPECT_EQ(table.condition, 9);
}

TEST(A32Decode, LiteralAddressesWrapAt32Bits) {
    Instruction low = Decode({0x10, 0x70, 0x1f, 0xe5}, false, 0);  // ldr r7, [pc, #-16]
    EXPECT_EQ(Operand(low).displacement, 0xfffffff8);
    Instruction high = Decode({0x10, 0x70, 0x9f, 0xe5}, false, 0xfffffff0);
    EXPECT_EQ(Operand(high).displacement, 0x8);
}

TEST(A32Decode, Pairs) {
    // ldrd r4, r5, [sp, #8]
    ExpectOperand(A32({0xd8, 0x40, 0xcd, 0xe1}),
                  {.base = kSp, .displacement = 8, .count = 2, .data = kR4, .data2 = kR5}, Mask({kR4, kR5}));
    // strd r6, r7, [r1, -r0]
    ExpectOperand(A32({0xf0, 0x60, 0x01, 0xe1}),
                  {.access = Access::kWrite,
                   .base = kR1,
                   .count = 2,
                   .data = kR6,
                   .data2 = kR7,
                   .index = kR0,
                   .subtract_index = true},
                  0);
}

TEST(A32Decode, PairThatStartsAtPcHasNoSecondRegister) {  // ldrd pc, .. is UNPREDICTABLE (A8.8.72)
    Instruction instruction = A32({0xd8, 0xf0, 0xcd, 0xe1});
    EXPECT_EQ(Operand(instruction).data2, kNoRegister);
    EXPECT_EQ(instruction.clobbers, Mask({kPc}));
}

// ARM DEN 0028, SMC Calling Convention, section 2.4: results are returned in r0 to r3.
TEST(A32Decode, CallsOfFirmwareReturnInFourRegisters) {
    EXPECT_EQ(A32({0x70, 0x00, 0x60, 0xe1}).clobbers, Mask({kR0, kR1, kR2, kR3}));  // smc #0
    EXPECT_EQ(A32({0x70, 0x00, 0x40, 0xe1}).clobbers, Mask({kR0, kR1, kR2, kR3}));  // hvc #0
    EXPECT_EQ(A32({0x70, 0x00, 0x20, 0xe1}).clobbers, 0u);                          // bkpt #0
}

TEST(A32Decode, BlockTransfers) {
    // ldm r1!, {r2, r3, r4}: from r1 upwards; r1 becomes r1 + 12.
    ExpectOperand(A32({0x1c, 0x00, 0xb1, 0xe8}),
                  {.base = kR1,
                   .displacement = 12,
                   .write_back = WriteBack::kAfter,
                   .count = 3,
                   .data_mask = Mask({kR2, kR3, kR4})},
                  Mask({kR1, kR2, kR3, kR4}));
    // ldmdb r11, {r4, r5, r11, sp, pc}
    ExpectOperand(A32({0x30, 0xa8, 0x1b, 0xe9}),
                  {.base = kFp, .displacement = -20, .count = 5, .data_mask = Mask({kR4, kR5, kFp, kSp, kPc})},
                  Mask({kR4, kR5, kFp, kSp, kPc}));
    // ldmib r0, {r1, r2}
    ExpectOperand(A32({0x06, 0x00, 0x90, 0xe9}),
                  {.base = kR0, .displacement = 4, .count = 2, .data_mask = Mask({kR1, kR2})}, Mask({kR1, kR2}));
    // stmda r0, {r1, r2}
    ExpectOperand(
        A32({0x06, 0x00, 0x00, 0xe8}),
        {.access = Access::kWrite, .base = kR0, .displacement = -4, .count = 2, .data_mask = Mask({kR1, kR2})}, 0);
    // push {r4, r5, lr}
    ExpectOperand(A32({0x30, 0x40, 0x2d, 0xe9}),
                  {.access = Access::kWrite,
                   .base = kSp,
                   .displacement = -12,
                   .write_back = WriteBack::kBefore,
                   .count = 3,
                   .data_mask = Mask({kR4, kR5, kLr})},
                  Mask({kSp}));
    // pop {r4, r5, pc}
    ExpectOperand(A32({0x30, 0x80, 0xbd, 0xe8}),
                  {.base = kSp,
                   .displacement = 12,
                   .write_back = WriteBack::kAfter,
                   .count = 3,
                   .data_mask = Mask({kR4, kR5, kPc})},
                  Mask({kR4, kR5, kPc, kSp}));
}

TEST(A32Decode, Exclusives) {
    // strex r2, r3, [r4]
    ExpectOperand(A32({0x93, 0x2f, 0x84, 0xe1}), {.access = Access::kWrite, .base = kR4, .data = kR3}, Mask({kR2}));
    // ldrexd r4, r5, [r6]
    ExpectOperand(A32({0x9f, 0x4f, 0xb6, 0xe1}), {.base = kR6, .count = 2, .data = kR4, .data2 = kR5},
                  Mask({kR4, kR5}));
    Instruction swap = A32({0x91, 0x00, 0x02, 0xe1});  // swp r0, r1, [r2]
    EXPECT_EQ(swap.operation, Operation::kLoadStore);
    EXPECT_EQ(swap.clobbers, Mask({kR0}));
    EXPECT_EQ(Operand(swap).base, kR2);
    EXPECT_TRUE(Operand(swap).also_writes);
}

TEST(A32Decode, Vectors) {
    // vldr d1, [r2, #8]
    ExpectOperand(A32({0x02, 0x1b, 0x92, 0xed}), {.base = kR2, .displacement = 8, .size_bytes = 8}, 0);
    // vldmia r3!, {s0, s1, s2}
    ExpectOperand(A32({0x03, 0x0a, 0xb3, 0xec}),
                  {.base = kR3, .displacement = 12, .write_back = WriteBack::kAfter, .count = 3}, Mask({kR3}));
    // vpush {d8, d9}
    ExpectOperand(
        A32({0x04, 0x8b, 0x2d, 0xed}),
        {.access = Access::kWrite, .base = kSp, .displacement = -16, .write_back = WriteBack::kBefore, .count = 4},
        Mask({kSp}));
    // vld1.8 {d0, d1, d2, d3}, [r1]!
    ExpectOperand(A32({0x0d, 0x02, 0x21, 0xf4}),
                  {.base = kR1, .displacement = 32, .write_back = WriteBack::kAfter, .size_bytes = 1, .count = 32},
                  Mask({kR1}));
    // vld3.16 {d0[1], d1[1], d2[1]}, [r1], r4
    ExpectOperand(A32({0x44, 0x06, 0xa1, 0xf4}),
                  {.base = kR1, .write_back = WriteBack::kAfter, .size_bytes = 2, .count = 3, .index = kR4},
                  Mask({kR1}));
}

struct Move {
    const char* text;
    std::initializer_list<uint8_t> code;
    Operation operation;
    RegisterId destination;
    RegisterId source;
    int64_t immediate;
};

TEST(A32Decode, MovesAndSums) {
    const Move kMoves[] = {
        {"mov r0, r4", {0x04, 0x00, 0xa0, 0xe1}, Operation::kMove, kR0, kR4, 0},
        {"mov r0, pc", {0x0f, 0x00, 0xa0, 0xe1}, Operation::kMoveImmediate, kR0, kNoRegister, kHere + 8},
        {"mov pc, lr", {0x0e, 0xf0, 0xa0, 0xe1}, Operation::kJumpRegister, kPc, kLr, 0},
        {"mvn r0, #0", {0x00, 0x00, 0xe0, 0xe3}, Operation::kMoveImmediate, kR0, kNoRegister, 0xffffffff},
        {"mov r3, #0xff000", {0xff, 0x3a, 0xa0, 0xe3}, Operation::kMoveImmediate, kR3, kNoRegister, 0xff000},
        {"movw r9, #0x1234", {0x34, 0x92, 0x01, 0xe3}, Operation::kMoveImmediate, kR9, kNoRegister, 0x1234},
        {"movt r9, #0xc0de", {0xde, 0x90, 0x4c, 0xe3}, Operation::kMoveTop, kR9, kNoRegister, 0xc0de},
        {"adds r0, r1, #1", {0x01, 0x00, 0x91, 0xe2}, Operation::kAdd, kR0, kR1, 1},
        {"sub r0, r4, #48", {0x30, 0x00, 0x44, 0xe2}, Operation::kSubtract, kR0, kR4, 48},
        {"adr r1, #8", {0x08, 0x10, 0x8f, 0xe2}, Operation::kMoveImmediate, kR1, kNoRegister, kHere + 16},
        {"sub r1, pc, #8", {0x08, 0x10, 0x4f, 0xe2}, Operation::kMoveImmediate, kR1, kNoRegister, kHere},
        {"add pc, pc, r1", {0x01, 0xf0, 0x8f, 0xe0}, Operation::kOther, kPc, kNoRegister, 0},
    };
    for (const Move& move : kMoves) {
        SCOPED_TRACE(move.text);
        Instruction instruction = A32(move.code);
        EXPECT_EQ(instruction.operation, move.operation);
        EXPECT_EQ(instruction.destination, move.destination);
        EXPECT_EQ(instruction.source, move.source);
        EXPECT_EQ(instruction.immediate, move.immediate);
        EXPECT_EQ(instruction.clobbers, Mask({move.destination}));
        EXPECT_FALSE(instruction.conditional);
        EXPECT_EQ(instruction.condition, kNoCondition);
    }
    Instruction sum = A32({0x02, 0x02, 0x81, 0xe0});  // add r0, r1, r2, lsl #4
    EXPECT_EQ(sum.operation, Operation::kAdd);
    EXPECT_EQ(sum.source, kR1);
    EXPECT_EQ(sum.source2, kR2);
    EXPECT_EQ(sum.source2_shift, Shift::kLeft);
    EXPECT_EQ(sum.source2_amount, 4);
}

TEST(A32Decode, Branches) {
    Instruction call = A32({0x40, 0x00, 0x00, 0xeb});  // bl #0x100
    EXPECT_EQ(call.operation, Operation::kCall);
    EXPECT_EQ(call.immediate, kHere + 8 + 0x100);
    EXPECT_EQ(call.clobbers, Mask({kLr}));
    Instruction jump = A32({0xfe, 0xff, 0xff, 0x1a});  // bne #-8
    EXPECT_EQ(jump.operation, Operation::kJump);
    EXPECT_EQ(jump.immediate, kHere);
    EXPECT_TRUE(jump.conditional);
    EXPECT_EQ(jump.condition, 1);
    EXPECT_EQ(jump.clobbers, 0u);
    Instruction exchange = A32({0x40, 0x00, 0x00, 0xfb});  // blx #0x102
    EXPECT_EQ(exchange.operation, Operation::kCall);
    EXPECT_EQ(exchange.immediate, kHere + 8 + 0x102);
    EXPECT_FALSE(exchange.conditional);
    Instruction through = A32({0x33, 0xff, 0x2f, 0xe1});  // blx r3
    EXPECT_EQ(through.operation, Operation::kCallRegister);
    EXPECT_EQ(through.source, kR3);
    EXPECT_EQ(through.clobbers, Mask({kLr}));
    Instruction back = A32({0x1e, 0xff, 0x2f, 0xe1});  // bx lr
    EXPECT_EQ(back.operation, Operation::kJumpRegister);
    EXPECT_EQ(back.source, kLr);
    EXPECT_EQ(A32({0x00, 0x0a, 0xbd, 0xf8}).clobbers, Mask({kPc, kSp}));  // rfeia sp!
}

TEST(A32Decode, TheKernelsBugInstruction) {  // e7f001f2: BUG_INSTR_VALUE of arch/arm/include/asm/bug.h
    Instruction instruction = A32({0xf2, 0x01, 0xf0, 0xe7});
    EXPECT_EQ(instruction.operation, Operation::kUndefined);
    EXPECT_EQ(instruction.immediate, 0x12);
}

struct WrittenCase {
    const char* text;
    std::initializer_list<uint8_t> code;
    uint64_t clobbers;
    bool sets_flags;
};

TEST(A32Decode, WrittenRegistersAndFlags) {
    const WrittenCase kResults[] = {
        {"cmp r0, #0", {0x00, 0x00, 0x50, 0xe3}, 0, true},
        {"adds r0, r1, #1", {0x01, 0x00, 0x91, 0xe2}, Mask({kR0}), true},
        {"udiv r0, r1, r2", {0x11, 0xf2, 0x30, 0xe7}, Mask({kR0}), false},
        {"umull r0, r1, r2, r3", {0x92, 0x03, 0x81, 0xe0}, Mask({kR0, kR1}), false},
        {"mul r3, r1, r2", {0x91, 0x02, 0x03, 0xe0}, Mask({kR3}), false},
        {"mlas r3, r1, r2, r4", {0x91, 0x42, 0x33, 0xe0}, Mask({kR3}), true},
        {"smulbb r3, r1, r2", {0x81, 0x02, 0x63, 0xe1}, Mask({kR3}), false},
        {"smlalbt r3, r4, r1, r2", {0xc1, 0x32, 0x44, 0xe1}, Mask({kR3, kR4}), false},
        {"ubfx r0, r1, #3, #4", {0xd1, 0x01, 0xe3, 0xe7}, Mask({kR0}), false},
        {"mrc p15, #0, r3, c13, c0, #4", {0x90, 0x3f, 0x1d, 0xee}, Mask({kR3}), false},
        {"mrrc p15, #0, r3, r4, c14", {0x0e, 0x3f, 0x54, 0xec}, Mask({kR3, kR4}), false},
        {"vmov r0, r1, d4", {0x14, 0x0b, 0x51, 0xec}, Mask({kR0, kR1}), false},
        {"pld [r1, #64]", {0x40, 0xf0, 0xd1, 0xf5}, 0, false},
        {"svc #0", {0x00, 0x00, 0x00, 0xef}, Mask({kR0}), false},
        {"mrs r1, apsr", {0x00, 0x10, 0x0f, 0xe1}, Mask({kR1}), false},
        {"msr APSR_nzcvqg, r1", {0x01, 0xf0, 0x2c, 0xe1}, 0, true},
        {"vmrs APSR_nzcv, fpscr", {0x10, 0xfa, 0xf1, 0xee}, 0, true},
    };
    for (const WrittenCase& each : kResults) {
        SCOPED_TRACE(each.text);
        Instruction instruction = A32(each.code);
        EXPECT_EQ(instruction.clobbers, each.clobbers);
        EXPECT_EQ(instruction.sets_flags, each.sets_flags);
        EXPECT_TRUE(instruction.memory.empty());
    }
}

TEST(A32Decode, TruncatedBytes) {
    const uint8_t code[] = {0x04, 0x30, 0x82};
    Result<Instruction> instruction = DecodeInstruction(code, kHere, false);
    ASSERT_FALSE(instruction.has_value());
    EXPECT_EQ(instruction.error().code, ErrorCode::kTruncated);
}

}  // namespace
}  // namespace faultbox::arm
