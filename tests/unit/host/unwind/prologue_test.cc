// Crashes before and behind the last instruction of a prologue, with nothing but ARM's index tables, which describe
// what lies behind it: fixtures/frames.c, where early_return() calls many_saved(). By `llvm-objdump -d` that begins
// with `push {r4, r5, r6, lr}` and `sub sp, sp, #32`, in ARM and in Thumb code.
#include <map>
#include <vector>

#include "arch/arm/registers.h"
#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/code/call_before.h"
#include "host/unwind/unwinder.h"
#include "tests/unit/host/unwind/fixture.h"

namespace faultbox::unwind {
namespace {

constexpr uint64_t kEntrySp = 0xc0f31f80;
constexpr uint64_t kCallersR4 = 0x4444'0000;

struct Build {
    const char* name;
    uint64_t push_length;
    uint64_t thumb_bit;
};

class Prologue : public testing::TestWithParam<Build> {
  protected:
    Prologue() : opened_(std::string(FAULTBOX_FIXTURES "/") + GetParam().name + ".elf") {
        const Symbol caller = opened_.Function("early_return"), callee = opened_.Function("many_saved");
        for (uint64_t at = caller.address + 2; at < caller.address + caller.size; at += 2) {
            CallBefore call = FindCallBefore(*opened_.file, analysis_, caller, at);
            if (Enters(call, *opened_.file, *opened_.file, callee)) return_address_ = at;
        }
        function_ = callee.address;
        map_.Add({opened_.file.get(), callee.address}, callee.address);
        registers_.Set(arm::kLr, return_address_ | GetParam().thumb_bit);
        registers_.Set(arm::kR4, kCallersR4);
    }

    // The caller of an instruction that is `offset` into the function, before which `pushed` bytes were.
    Unwinding At(uint64_t offset, uint64_t pushed) {
        std::map<uint64_t, uint64_t> stored = {{kEntrySp - 16, kCallersR4},
                                               {kEntrySp - 4, return_address_ | GetParam().thumb_bit}};
        std::vector<uint64_t> words;
        for (uint64_t at = kEntrySp - pushed; at < kEntrySp + 64; at += 4) {
            words.push_back(stored.contains(at) ? stored[at] : 0xdddd'0000 + at % 0x1000);
        }
        registers_.Set(arm::kSp, kEntrySp - pushed);
        registers_.Set(arm::kPc, function_ + offset);
        StackMemory memory(kEntrySp - pushed, words, 4);
        return Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    }

    void ExpectTheTableBehindTheCall() {
        const Symbol function = opened_.Function("many_saved");
        const Symbol sink = opened_.Function("sink");
        uint64_t behind = 0;
        for (uint64_t at = function.address + function.size; at > function.address; at -= 2) {
            CallBefore call = FindCallBefore(*opened_.file, analysis_, function, at);
            if (Enters(call, *opened_.file, *opened_.file, sink)) behind = at;
        }
        ASSERT_NE(behind, 0u);
        registers_.Set(arm::kLr, behind | GetParam().thumb_bit);
        Unwinding unwinding = At(behind - function.address, 48);
        ASSERT_FALSE(unwinding.frames.empty()) << unwinding.end;
        EXPECT_EQ(unwinding.frames[0].address, return_address_);
    }

    const ArchInfo& arch_ = *FindArch(Arch::kArm);
    const ArchAnalysis& analysis_ = *FindArchAnalysis(Arch::kArm);
    OpenedFile opened_;
    uint64_t function_ = 0, return_address_ = 0;
    AddressMap map_;
    RegisterSet registers_;
};

TEST_P(Prologue, TheCallerIsFoundAtEachOfItsInstructions) {
    ASSERT_NE(return_address_, 0u);
    const uint64_t push = GetParam().push_length;
    for (auto [offset, pushed] : {std::pair(uint64_t{0}, 0u), {push, 16u}, {2 * push, 48u}}) {
        Unwinding unwinding = At(offset, pushed);
        ASSERT_FALSE(unwinding.frames.empty()) << offset << ": " << unwinding.end;
        EXPECT_EQ(unwinding.frames[0].address, return_address_) << offset;
    }
}

// Behind the first call the link register holds something else, and the table is right.
TEST_P(Prologue, BehindItTheTableIsRight) {
    ExpectTheTableBehindTheCall();
}

// A tracer is called before anything else, behind `push {lr}`, of which the table says nothing: when it has returned,
// or the kernel has put `pop {lr}` in its place, that word is off the stack.
class TracedFunction : public Prologue {};
TEST_P(TracedFunction, TheTableIsRightBehindTheTracer) {
    ExpectTheTableBehindTheCall();
}
INSTANTIATE_TEST_SUITE_P(Builds, TracedFunction,
                         testing::Values(Build{"traced_arm", 4, 0}, Build{"traced_thumb", 2, 1}),
                         [](const auto& info) { return std::string(info.param.name); });

// The registers are said to be those of the prologue's midst, but the link register is not known.
TEST_P(Prologue, WithoutALinkRegisterNoCallerIsFoundInIt) {
    registers_.Clear(arm::kLr);
    Unwinding unwinding = At(GetParam().push_length, 16);
    EXPECT_TRUE(unwinding.frames.empty());
    EXPECT_EQ(unwinding.end, "the unwind table is not for this part of the function");
}

// Where the stack's depth depends on values the table is believed, but not that nothing called.
TEST_P(Prologue, AFrameOfVariableSizeNeedsACall) {
    const Symbol function = opened_.Function("variable_frame");
    const Symbol sink = opened_.Function("sink");
    uint64_t behind = 0;
    for (uint64_t at = function.address + 2; at <= function.address + function.size; at += 2) {
        CallBefore call = FindCallBefore(*opened_.file, analysis_, function, at);
        if (Enters(call, *opened_.file, *opened_.file, sink)) behind = at;
    }
    ASSERT_NE(behind, 0u);
    function_ = function.address;
    // By `readelf -u` the return address lies 4 bytes above what r11 points to, in Thumb code r7.
    registers_.Set(arm::kFp, kEntrySp - 8);
    registers_.Set(arm::kR7, kEntrySp - 8);
    Unwinding unwinding = At(behind - function.address, 256);
    ASSERT_FALSE(unwinding.frames.empty()) << unwinding.end;
    EXPECT_EQ(unwinding.frames[0].address, return_address_);
    return_address_ = opened_.Function("early_return").address + 4;
    unwinding = At(behind - function.address, 256);
    EXPECT_TRUE(unwinding.frames.empty());
    EXPECT_EQ(unwinding.end, "no call stands before the return address of the unwind table");
}

INSTANTIATE_TEST_SUITE_P(Builds, Prologue, testing::Values(Build{"exidx_arm", 4, 0}, Build{"exidx_thumb", 2, 1}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace faultbox::unwind
