#include "host/code/stack_slots.h"

#include <gtest/gtest.h>

#include <vector>

#include "arch/registry.h"
#include "arch/registry_analysis.h"

namespace faultbox {
namespace {

// A32 words as llvm-mc-19 assembles the text beside them.
constexpr uint32_t kPush = 0xe92d4010;              // push {r4, lr}
constexpr uint32_t kReserve = 0xe24dd008;           // sub sp, sp, #8
constexpr uint32_t kStore = 0xe58d0004;             // str r0, [sp, #4]
constexpr uint32_t kStoreOther = 0xe58d1004;        // str r1, [sp, #4]
constexpr uint32_t kStoreIfEqual = 0x058d1004;      // streq r1, [sp, #4]
constexpr uint32_t kStoreByte = 0xe5cd1005;         // strb r1, [sp, #5]
constexpr uint32_t kStoreBeside = 0xe58d1000;       // str r1, [sp]
constexpr uint32_t kTakeAddress = 0xe28d2004;       // add r2, sp, #4
constexpr uint32_t kTakeAtIndex = 0xe08d2003;       // add r2, sp, r3
constexpr uint32_t kSkipIfEqual = 0x0a000000;       // beq .+8
constexpr uint32_t kTableJumpIfEqual = 0x079ff103;  // ldreq pc, [pc, r3, lsl #2]
constexpr uint32_t kCopyStack = 0xe1a0200d;         // mov r2, sp
constexpr uint32_t kStoreByCopy = 0xe5821000;       // str r1, [r2]
constexpr uint32_t kMoveStack = 0xe04dd003;         // sub sp, sp, r3
constexpr uint32_t kLoad = 0xe59d3004;              // ldr r3, [sp, #4]
constexpr uint32_t kLoadArgument = 0xe59d3010;      // ldr r3, [sp, #16]
constexpr uint32_t kPopWord = 0xe49d3004;           // pop {r3}
constexpr uint32_t kPushPair = 0xe92d0006;          // push {r1, r2}
constexpr uint32_t kPushDownwards = 0xe82d0006;     // stmda sp!, {r1, r2}
constexpr RegisterId kR0 = 0, kR1 = 1;

class StackSlotsTest : public testing::Test {
  protected:
    // The definition of what the last instruction loads.
    SlotDefinition OfLast(const std::vector<uint32_t>& words) {
        std::vector<uint8_t> text;
        for (uint32_t word : words) {
            for (unsigned i = 0; i < 4; ++i) text.push_back(static_cast<uint8_t>(word >> (8 * i)));
        }
        const ArchInfo& arch = *FindArch(Arch::kArm);
        FunctionCode code(arch, *FindArchAnalysis(Arch::kArm), text, 0x1000, false);
        EXPECT_EQ(code.size(), words.size());
        StackSlots slots(arch, code);
        place_ = slots.PlaceOf(words.size() - 1, code[words.size() - 1].instruction.memory[0]);
        if (!place_) return {};
        return slots.FindStore(words.size() - 1, *place_);
    }

    std::optional<int64_t> place_;
};

using Kind = Definition::Kind;

TEST_F(StackSlotsTest, AStoredRegisterIsFound) {
    SlotDefinition found = OfLast({kPush, kReserve, kStore, kStoreBeside, kLoad});
    EXPECT_EQ(place_, -12);
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.definition.index, 2u);
    EXPECT_EQ(found.data, kR0);
    EXPECT_FALSE(found.may_be_pointed_to);
}

TEST_F(StackSlotsTest, AComputedJumpMayLeadPastTheStore) {
    SlotDefinition found = OfLast({kPush, kReserve, kStore, kTableJumpIfEqual, kStoreOther, kLoad});
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.data, kR1);
    EXPECT_TRUE(found.definition.may_miss_paths);
    found = OfLast({kPush, kReserve, kStore, kTableJumpIfEqual, kStoreBeside, kLoad});
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.data, kR0);
    EXPECT_FALSE(found.definition.may_miss_paths);
}

// Whether each of the stores goes to the slot takes a walk back through all before it.
TEST_F(StackSlotsTest, AFunctionOfNothingButStoresEnds) {
    std::vector<uint32_t> words = {kPush, kReserve, kStore, kCopyStack};
    words.resize(20'000, kStoreByCopy);
    words.push_back(kLoad);
    SlotDefinition found = OfLast(words);
    ASSERT_EQ(found.definition.kind, Kind::kUnknown);
    EXPECT_STREQ(found.definition.reason, "the function is too large to be sure of its stack");
}

TEST_F(StackSlotsTest, TheLastStoreCounts) {
    SlotDefinition found = OfLast({kPush, kReserve, kStore, kStoreOther, kLoad});
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.data, kR1);
}

TEST_F(StackSlotsTest, APushedRegisterIsFound) {
    SlotDefinition found = OfLast({kPush, kPushPair, kPopWord});
    EXPECT_EQ(place_, -16);
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.data, kR1);
}

// stmda sp!, {r1, r2}: r2 at the stack pointer, r1 below, and the stack pointer 8 bytes lower than before.
TEST_F(StackSlotsTest, APushThatStoresDownwardsMovesTheStackByAllOfIt) {
    SlotDefinition found = OfLast({kPush, kPushDownwards, kLoad});
    EXPECT_EQ(place_, -12);
    ASSERT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_EQ(found.data, kR1);
}

TEST_F(StackSlotsTest, AConditionalStoreIsDoubtful) {
    EXPECT_EQ(OfLast({kPush, kReserve, kStore, kStoreIfEqual, kLoad}).definition.kind, Kind::kUnknown);
}

TEST_F(StackSlotsTest, AStoreOnOneOfTwoPathsIsDoubtful) {
    EXPECT_EQ(OfLast({kPush, kReserve, kStore, kSkipIfEqual, kStoreOther, kLoad}).definition.kind, Kind::kUnknown);
}

TEST_F(StackSlotsTest, AStoreIntoAPartIsDoubtful) {
    EXPECT_EQ(OfLast({kPush, kReserve, kStore, kStoreByte, kLoad}).definition.kind, Kind::kUnknown);
}

TEST_F(StackSlotsTest, ASlotWhoseAddressIsTakenIsMarked) {
    SlotDefinition found = OfLast({kPush, kReserve, kStore, kTakeAddress, kLoad});
    EXPECT_EQ(found.definition.kind, Kind::kInstruction);
    EXPECT_TRUE(found.may_be_pointed_to);
}

TEST_F(StackSlotsTest, ASlotThatAnIndexMayReachIsMarked) {
    EXPECT_TRUE(OfLast({kPush, kReserve, kStore, kTakeAtIndex, kLoad}).may_be_pointed_to);
}

TEST_F(StackSlotsTest, AnUnknownDepthHasNoPlaces) {
    OfLast({kPush, kMoveStack, kStore, kLoad});
    EXPECT_FALSE(place_);
}

// push {r4, lr} and 8 bytes: what lies above them is the caller's.
TEST_F(StackSlotsTest, WhatTheCallerStoredIsItsOwn) {
    SlotDefinition found = OfLast({kPush, kReserve, kLoadArgument});
    EXPECT_EQ(place_, 0);
    EXPECT_EQ(found.definition.kind, Kind::kFunctionEntry);
}

TEST_F(StackSlotsTest, WhatNobodyStoredIsUnknown) {
    EXPECT_EQ(OfLast({kPush, kReserve, kLoad}).definition.kind, Kind::kUnknown);
}

}  // namespace
}  // namespace faultbox
