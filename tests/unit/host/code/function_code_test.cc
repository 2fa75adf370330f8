#include "host/code/function_code.h"

#include <gtest/gtest.h>

#include <vector>

#include "arch/registry.h"
#include "arch/registry_analysis.h"

namespace faultbox {
namespace {

constexpr RegisterId kLink = 14;
constexpr RegisterId kPc = 15;
constexpr ArchInfo TestMachine() {
    ArchInfo info{};
    info.arch = Arch::kArm;
    info.pointer_size = 4;
    info.pc = kPc;
    info.sp = 13;
    info.link = kLink;
    return info;
}
constexpr ArchInfo kMachine = TestMachine();

// An instruction of the test machine: four bytes {kind, register, condition, jump target / 4}.
enum Kind : uint8_t { kNop, kWrite, kCompare, kBranch, kCallFunction, kReturn, kTableJump, kLoadLiteral };
constexpr uint8_t kAlways = kNoCondition;

Result<Instruction> Decode(Bytes code, uint64_t, bool) {
    if (code.size() < 4) return Fail(ErrorCode::kTruncated, "instruction is cut");
    Instruction instruction;
    instruction.length = 4;
    instruction.condition = code[2];
    instruction.conditional = code[2] != kAlways;
    switch (code[0]) {
        case kWrite:
            instruction.clobbers = 1u << code[1];
            break;
        case kCompare:
            instruction.sets_flags = true;
            break;
        case kBranch:
            instruction.operation = Operation::kJump;
            instruction.immediate = code[3] * 4;
            break;
        case kCallFunction:
            instruction.operation = Operation::kCall;
            break;
        case kReturn:
            instruction.operation = Operation::kJumpRegister;
            instruction.source = kLink;
            break;
        case kTableJump:
            instruction.operation = Operation::kJumpRegister;
            instruction.source = code[1];
            break;
        case kLoadLiteral:
            instruction.operation = Operation::kLoad;
            instruction.memory.Append({.displacement = code[3] * 4, .pc_relative = true});
            break;
        default:
            break;
    }
    return instruction;
}

using Program = std::vector<uint8_t>;

// A called function may change r0 to r3.
constexpr ArchAnalysis kMachineAnalysis = {.arch = Arch::kArm, .decode_instruction = Decode, .call_clobbered = 0xf};

FunctionCode Function(const Program& program) {
    return {kMachine, kMachineAnalysis, program, 0, false};
}

// test %rsi, %rsi; cmove %rdx, %rax; cmove 0x10(%rax), %rcx (by llvm-mc-19). The last one reads memory whether or not
// its condition holds (SDM, CMOVcc), so that its fault tells nothing of the one before it.
TEST(FunctionCode, AConditionalMoveOfX86TellsNothingOfItsCondition) {
    const Program program = {0x48, 0x85, 0xf6, 0x48, 0x0f, 0x44, 0xc2, 0x48, 0x0f, 0x44, 0x48, 0x10};
    const ArchInfo& x86 = *FindArch(Arch::kX86_64);
    FunctionCode code(x86, *FindArchAnalysis(Arch::kX86_64), program, 0, false);
    ASSERT_EQ(code.size(), 3u);
    const RegisterId rax = FindRegister(x86, "rax");
    EXPECT_EQ(code[2].instruction.memory[0].base, rax);
    EXPECT_EQ(code.FindDefinition(2, rax).kind, Definition::Kind::kUnknown);
}

TEST(FunctionCode, FindsTheOneWriter) {
    Program program = {kNop, 0, kAlways, 0, kWrite, 3, kAlways, 0, kNop, 0, kAlways, 0, kNop, 0, kAlways, 0};
    FunctionCode code = Function(program);
    Definition definition = code.FindDefinition(3, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 1u);
    EXPECT_EQ(code.FindDefinition(3, 4).kind, Definition::Kind::kFunctionEntry);
    EXPECT_EQ(code.FindDefinition(1, 3).kind, Definition::Kind::kFunctionEntry)
        << "the use itself writes nothing before";
}

TEST(FunctionCode, TwoWritersAtAJoinAreUnknown) {
    Program program = {kBranch, 0, 1,       3,   // 0: if (1) goto 3
                       kWrite,  3, kAlways, 0,   // 1
                       kBranch, 0, kAlways, 4,   // 2: goto 4
                       kWrite,  3, kAlways, 0,   // 3
                       kNop,    0, kAlways, 0};  // 4
    Definition definition = Function(program).FindDefinition(4, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kUnknown);
    EXPECT_STREQ(definition.reason, "several paths write the register");
}

TEST(FunctionCode, WrittenOnOnePathOnlyIsUnknown) {
    Program program = {kBranch, 0, 1, 2, kWrite, 3, kAlways, 0, kNop, 0, kAlways, 0};
    EXPECT_EQ(Function(program).FindDefinition(2, 3).kind, Definition::Kind::kUnknown);
}

TEST(FunctionCode, LoopsEnd) {
    Program program = {kWrite, 3, kAlways, 0, kNop, 0, kAlways, 0, kBranch, 0, 1, 1, kNop, 0, kAlways, 0};
    Definition definition = Function(program).FindDefinition(3, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 0u);
}

TEST(FunctionCode, CallsClobberTheirRegisters) {
    Program program = {kWrite, 3, kAlways, 0, kWrite, 4, kAlways, 0, kCallFunction, 0, kAlways, 0, kNop, 0, kAlways, 0};
    FunctionCode code = Function(program);
    EXPECT_EQ(code.FindDefinition(3, 3).index, 2u) << "the call may change r3";
    EXPECT_EQ(code.FindDefinition(3, 4).index, 1u) << "r4 survives it";
}

TEST(FunctionCode, SameConditionWroteAndOppositeDidNot) {
    constexpr uint8_t kEqual = 0, kNotEqual = 1, kLess = 11;
    Program program = {kCompare, 0, kAlways,   0,   // 0
                       kWrite,   3, kEqual,    0,   // 1
                       kWrite,   3, kNotEqual, 0,   // 2
                       kNop,     0, kEqual,    0,   // 3: ran, so Z was set
                       kWrite,   4, kLess,     0,   // 4
                       kNop,     0, kEqual,    0};  // 5
    FunctionCode code = Function(program);
    Definition definition = code.FindDefinition(3, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 1u);
    EXPECT_EQ(code.FindDefinition(5, 4).kind, Definition::Kind::kUnknown) << "an unrelated condition decides nothing";
}

// A loop leads back into the one path that was followed first; the reason is that of the writer which comes next.
TEST(FunctionCode, APathThatLoopsIsFollowedOnce) {
    Program program = {kBranch, 0, 1,       3, kWrite,  3, 1,    0, kBranch, 0, kAlways, 7, kReturn, 0,
                       kAlways, 0, kWrite,  5, kAlways, 0, kNop, 0, kAlways, 0, kNop,    0, kAlways, 0,
                       kNop,    0, kAlways, 0, kBranch, 0, 1,    5, kReturn, 0, kAlways, 0};
    Definition definition = Function(program).FindDefinition(6, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kUnknown);
    EXPECT_STREQ(definition.reason, "the register is written conditionally");
}

TEST(FunctionCode, OnTheOnlyPathTheOppositeConditionDidNotWrite) {
    Program program = {kWrite, 3, kAlways, 0, kWrite, 3, 0, 0, kNop, 0, kAlways, 0, kNop, 0, 1, 0};
    Definition definition = Function(program).FindDefinition(3, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 0u);
}

TEST(FunctionCode, ConditionsEndWhereFlagsAreSet) {
    Program program = {kWrite, 3, 0, 0, kCompare, 0, kAlways, 0, kNop, 0, 0, 0};
    Definition definition = Function(program).FindDefinition(2, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kUnknown);
    EXPECT_STREQ(definition.reason, "the register is written conditionally");
}

TEST(FunctionCode, ComputedJumpsAreSaidToHidePaths) {
    Program program = {kWrite, 3, kAlways, 0, kTableJump, 1, kAlways, 0, kNop, 0, kAlways, 0, kNop, 0, kAlways, 0};
    FunctionCode code = Function(program);
    EXPECT_TRUE(code.has_computed_jump());
    EXPECT_EQ(code.FindDefinition(3, 3).kind, Definition::Kind::kUnknown);
    EXPECT_FALSE(Function({kReturn, 0, kAlways, 0}).has_computed_jump());
}

TEST(FunctionCode, ComputedJumpsMayLeadPastAWriter) {
    Program program = {kWrite,     3, kAlways, 0,   // 0
                       kTableJump, 1, kAlways, 0,   // 1: to 2 or 3
                       kWrite,     3, kAlways, 0,   // 2
                       kNop,       0, kAlways, 0};  // 3
    FunctionCode code = Function(program);
    EXPECT_EQ(code.FindDefinition(3, 3).kind, Definition::Kind::kUnknown);
    Definition likely = code.FindLikelyDefinition(3, 3);
    EXPECT_EQ(likely.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(likely.index, 2u);
    EXPECT_TRUE(likely.may_miss_paths);
}

TEST(FunctionCode, WhatHoldsAtAComputedJumpHoldsWhereverItLeads) {
    Program program = {kWrite,     3, kAlways, 0,   // 0
                       kBranch,    0, 1,       3,   // 1: if (1) goto 3
                       kTableJump, 1, kAlways, 0,   // 2
                       kNop,       0, kAlways, 0,   // 3
                       kNop,       0, kAlways, 0};  // 4
    FunctionCode code = Function(program);
    Definition definition = code.FindDefinition(4, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 0u);
    EXPECT_EQ(code.FindDefinition(4, 5).kind, Definition::Kind::kFunctionEntry);
}

TEST(FunctionCode, WhereOnlyAComputedJumpLeadsIsLikely) {
    Program program = {kWrite,     3, kAlways, 0,   // 0
                       kTableJump, 1, kAlways, 0,   // 1: to 2
                       kNop,       0, kAlways, 0,   // 2
                       kNop,       0, kAlways, 0};  // 3
    Definition likely = Function(program).FindLikelyDefinition(3, 3);
    EXPECT_EQ(likely.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(likely.index, 0u);
    EXPECT_TRUE(likely.may_miss_paths);
}

// No path leads from the function's beginning to the loop, so that it does not tell what its registers hold.
TEST(FunctionCode, ALoopThatNothingLeadsToIsUnknown) {
    Program program = {kReturn, 0, kAlways, 0, kNop, 0, kAlways, 0, kBranch, 0, kAlways, 1};
    EXPECT_EQ(Function(program).FindDefinition(2, 3).kind, Definition::Kind::kUnknown);
}

TEST(FunctionCode, NothingComesOutOfPadding) {
    Program program = {kWrite,  3, kAlways, 0,   // 0
                       kBranch, 0, kAlways, 3,   // 1: goto 3
                       kNop,    0, kAlways, 0,   // 2: fills up
                       kNop,    0, kAlways, 0};  // 3
    FunctionCode code = Function(program);
    EXPECT_EQ(code.OnlyPredecessor(3), 1u);
    Definition definition = code.FindDefinition(3, 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(definition.index, 0u);
    program[8] = kWrite;  // Something may come here that is not seen, from an exception table say.
    EXPECT_EQ(Function(program).FindDefinition(3, 3).kind, Definition::Kind::kUnknown);
}

TEST(FunctionCode, LiteralsAreNoCode) {
    Program program = {kLoadLiteral, 0, kAlways, 3, kWrite, 3, kAlways, 0,
                       kBranch,      0, kAlways, 4, kWrite, 3, kAlways, 0,  // 3: a literal that looks like code
                       kNop,         0, kAlways, 0};
    FunctionCode code = Function(program);
    EXPECT_FALSE(code.IndexOf(12));
    Definition definition = code.FindDefinition(*code.IndexOf(16), 3);
    EXPECT_EQ(definition.kind, Definition::Kind::kInstruction);
    EXPECT_EQ(code[definition.index].address, 4u);
}

TEST(FunctionCode, FindsTheCallBeforeAReturnAddress) {
    FunctionCode code = Function({kNop, 0, kAlways, 0, kCallFunction, 0, kAlways, 0, kNop, 0, kAlways, 0});
    EXPECT_EQ(code.IndexBefore(8), 1u);
    EXPECT_FALSE(code.IndexBefore(7));
    EXPECT_FALSE(code.IndexBefore(0));
}

}  // namespace
}  // namespace faultbox
