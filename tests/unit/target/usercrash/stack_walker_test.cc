// Hostile stacks; right ones are compared with gdb's frames by tests/usercrash.
#include "target/usercrash/stack_walker.h"

#include <elf.h>
#include <gtest/gtest.h>

#include "arch/x86/registers.h"
#include "tests/unit/target/usercrash/memory_stream.h"

namespace faultbox::usercrash {
namespace {

constexpr uint64_t kCode = 0x400000;
constexpr uint64_t kStack = 0x7ffd0000;

class StackWalkerTest : public testing::Test {
  protected:
    StackWalkerTest() {
        map_.ranges.Append({kCode, kCode + 0x10000, kNoModule});
        thread_.registers.Set(x86_64::kRip, kCode + 0x10);
        for (RegisterId id :
             {x86_64::kRax, x86_64::kRbx, x86_64::kRcx, x86_64::kRdx, x86_64::kRsi, x86_64::kRdi, x86_64::kR8,
              x86_64::kR9, x86_64::kR10, x86_64::kR11, x86_64::kR12, x86_64::kR13, x86_64::kR14, x86_64::kR15}) {
            thread_.registers.Set(id, 0);
        }
        thread_.registers.Set(x86_64::kRsp, kStack);
        thread_.registers.Set(x86_64::kRbp, kStack + 16);
        memory_.Put(kCode, std::string(0x10000, '\x90'));
    }
    // Pairs of saved frame pointer and return address from kStack + 16 on, as words.
    void PutStack(const std::vector<uint64_t>& words) {
        std::string bytes(16, '\0');
        for (uint64_t word : words) bytes += Number(word, 8);
        memory_.Put(kStack, bytes);
    }
    ThreadStack Walk() {
        ThreadStack stack;
        WalkStack(memory_, map_, *FindLayout(EM_X86_64, true), thread_, stack);
        return stack;
    }

    CodeMap map_;
    CoreThread thread_;
    PieceMemory memory_;
};

TEST_F(StackWalkerTest, FramePointersWithoutTablesAreGuesses) {
    PutStack({kStack + 32, kCode + 0x100, 0, kCode + 0x200, 0, 0});
    ThreadStack stack = Walk();
    ASSERT_GE(stack.frames.size(), 2u);
    EXPECT_EQ(stack.frames[0].address, kCode + 0x10);
    EXPECT_EQ(stack.frames[0].trust, FrameTrust::kRegister);
    EXPECT_EQ(stack.frames[1].address, kCode + 0x100);
    EXPECT_EQ(stack.frames[1].trust, FrameTrust::kGuess);
}

TEST_F(StackWalkerTest, ACycleOfFramePointersEnds) {
    PutStack({kStack + 16, kCode + 0x100, 0, 0});
    ThreadStack stack = Walk();
    EXPECT_LE(stack.frames.size(), 3u);
    EXPECT_NE(stack.end, WalkEnd::kOutermost);
    EXPECT_NE(stack.end, WalkEnd::kNotWalked);
}

TEST_F(StackWalkerTest, AnEndlessStackIsCut) {
    std::vector<uint64_t> words;
    for (uint64_t i = 0; i < 200; ++i) {
        words.push_back(kStack + 16 + 16 * (i + 1));
        words.push_back(kCode + 0x100 + i);
    }
    PutStack(words);
    ThreadStack stack = Walk();
    EXPECT_EQ(stack.frames.size(), kMaxFrames);
    EXPECT_EQ(stack.end, WalkEnd::kTooManyFrames);
}

TEST_F(StackWalkerTest, ReturnAddressesMustBeCode) {
    PutStack({kStack + 32, 0x41414141, 0, 0});
    EXPECT_EQ(Walk().frames.size(), 1u);
}

TEST_F(StackWalkerTest, ACallOfNothingReturnsToTheWordAtSp) {
    thread_.registers.Set(x86_64::kRip, 0);
    std::string bytes = Number(kCode + 0x123, 8) + std::string(64, '\0');
    memory_.Put(kStack, bytes);
    ThreadStack stack = Walk();
    ASSERT_GE(stack.frames.size(), 2u);
    EXPECT_EQ(stack.frames[0].address, 0u);
    EXPECT_EQ(stack.frames[1].address, kCode + 0x123);
    EXPECT_EQ(stack.frames[1].trust, FrameTrust::kGuess);
}

TEST_F(StackWalkerTest, NoStackAtAll) {
    thread_.registers.Set(x86_64::kRsp, 0x1234);
    thread_.registers.Set(x86_64::kRbp, UINT64_MAX - 3);
    ThreadStack stack = Walk();
    EXPECT_EQ(stack.frames.size(), 1u);
    EXPECT_NE(stack.end, WalkEnd::kOutermost);
}

TEST_F(StackWalkerTest, OfAnotherCpuOnlyThePcIsTold) {
    CoreThread thread;
    thread.registers.Set(FindLayout(EM_ARM, false)->pc, kCode);
    ThreadStack stack;
    WalkStack(memory_, map_, *FindLayout(EM_ARM, false), thread, stack);
    ASSERT_EQ(stack.frames.size(), 1u);
    EXPECT_EQ(stack.frames[0].address, kCode);
    EXPECT_EQ(stack.end, WalkEnd::kNoUnwinder);
}

}  // namespace
}  // namespace faultbox::usercrash
