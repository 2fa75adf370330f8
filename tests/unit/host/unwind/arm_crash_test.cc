// A crash of a real ARM kernel, tests/cases/arm-headunit-rpmsg-sock-release: its registers, its stack words, its
// module.
//
//   PC is at rpmsg_sock_release+0x54/0x70 [headunit]
//   Stack: (0xc0f31f08 to 0xc0f32000)
//   1f00:                   c0d490c0 0008001b c0f2a050 c02e9f50 00000000 00000000
//    rpmsg_sock_release [headunit] from __fput+0x78/0x1d4
//
// What the module's tables must say is from `llvm-objdump -d`, `llvm-dwarfdump --debug-frame` and `readelf -u`.

#include "arch/arm/registers.h"
#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/code/call_before.h"
#include "host/unwind/unwinder.h"
#include "tests/unit/host/unwind/fixture.h"

namespace faultbox::unwind {
namespace {

constexpr const char* kModule = FAULTBOX_TESTS_DIR "/cases/arm-headunit-rpmsg-sock-release/headunit.ko";
constexpr uint64_t kFunction = 0xc4;  // Of rpmsg_sock_release in .text.
constexpr uint64_t kPc = 0x118;
constexpr uint64_t kRunTimePc = 0xbf000118;
constexpr uint64_t kSp = 0xc0f31f08;
constexpr uint64_t kFput78 = 0xc02e9f50;  // __fput+0x78; `nm vmlinux` has __fput at c02e9ed8.

class ArmCrash : public testing::Test {
  protected:
    ArmCrash() : module_(kModule), arch_(*FindArch(Arch::kArm)), analysis_(*FindArchAnalysis(Arch::kArm)) {
        map_.Add({module_.file.get(), kPc}, kRunTimePc);
        registers_.Set(arm::kSp, kSp);
        registers_.Set(arm::kPc, kRunTimePc);
        registers_.Set(arm::kLr, 0xbf000104);
        registers_.Set(arm::kR4, 0xc0f8df80);
    }
    StackMemory Words(size_t count) const {
        std::vector<uint64_t> words = {0xc0d490c0, 0x0008001b, 0xc0f2a050, kFput78, 0, 0};
        words.resize(count);
        return {kSp, words, 4};
    }

    OpenedFile module_;
    const ArchInfo& arch_;
    const ArchAnalysis& analysis_;
    AddressMap map_;
    RegisterSet registers_;
};

TEST_F(ArmCrash, RowsOfARelocatedModule) {
    CfiTable table = ReadCfi(module_.file->elf(), ".debug_frame");
    std::optional<Fde> fde = table.Find(kPc);
    ASSERT_TRUE(fde);
    EXPECT_EQ(fde->begin, kFunction);
    EXPECT_EQ(fde->end, 0x134u);
    Result<UnwindRow> entry = RowAt(table.section(), *fde, kFunction);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->cfa.offset, 0);
    EXPECT_TRUE(entry->rules().empty());
    Result<UnwindRow> row = RowAt(table.section(), *fde, kPc);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->cfa.reg, 13u);
    EXPECT_EQ(row->cfa.offset, 16);
    EXPECT_EQ(row->Of(4).offset, -16);
    EXPECT_EQ(row->Of(6).offset, -8);
    EXPECT_EQ(row->Of(14).offset, -4);
    EXPECT_EQ(row->Of(7).kind, RegisterRule::Kind::kUnspecified);
    EXPECT_FALSE(RowAt(table.section(), *fde, 0x134));
}

TEST_F(ArmCrash, IndexTableOfARelocatedModule) {
    ExidxTable table(module_.file->elf());
    // readelf -u: 23 entries of .text, one each of .init.text and .exit.text.
    EXPECT_EQ(table.entries().size(), 25u);
    std::optional<ExidxEntry> entry = table.Find(kPc);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->function, kFunction);
    EXPECT_EQ(entry->end, 0x134u);
    Result<ExidxInstructions> instructions = table.InstructionsOf(*entry);
    ASSERT_TRUE(instructions);
    EXPECT_EQ(instructions->bytes, (std::vector<uint8_t>{0xaa, 0xb0, 0xb0}));
}

TEST_F(ArmCrash, BothTablesFindTheCallerThatTheKernelPrinted) {
    StackMemory memory = Words(6);
    Unwinding unwinding = Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    ASSERT_EQ(unwinding.frames.size(), 1u);
    EXPECT_EQ(unwinding.frames[0].address, kFput78);
    EXPECT_EQ(unwinding.frames[0].method, Method::kCallFrameInformation);
    EXPECT_EQ(unwinding.frames[0].place.file, nullptr);
    EXPECT_FALSE(unwinding.is_complete);
    EXPECT_EQ(unwinding.end, "no symbol file is known for the code at 0xc02e9f50");

    RegisterSet popped = registers_;
    ASSERT_TRUE(RunExidx(std::vector<uint8_t>{0xaa, 0xb0, 0xb0}, popped, memory));
    EXPECT_EQ(popped.Get(arm::kPc), kFput78);
    EXPECT_EQ(popped.Get(arm::kR4), 0xc0d490c0u);
    EXPECT_EQ(popped.Get(arm::kR6), 0xc0f2a050u);
    EXPECT_EQ(popped.Get(arm::kSp), kSp + 16);
}

TEST_F(ArmCrash, StopsWhereTheWordsEnd) {
    StackMemory memory = Words(3);
    Unwinding unwinding = Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    EXPECT_TRUE(unwinding.frames.empty());
    EXPECT_EQ(unwinding.end, "the captured stack words do not reach 0xc0f31f14");
}

TEST_F(ArmCrash, StopsWithoutStackPointer) {
    StackMemory memory = Words(6);
    registers_.Clear(arm::kSp);
    Unwinding unwinding = Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    EXPECT_TRUE(unwinding.frames.empty());
    EXPECT_EQ(unwinding.end, "the frame's address is not known");
}

TEST_F(ArmCrash, StopsAtAMisalignedStack) {
    registers_.Set(arm::kSp, kSp + 2);
    StackMemory memory(kSp + 2, {1, 2, 3, kFput78}, 4);
    Unwinding unwinding = Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    EXPECT_TRUE(unwinding.frames.empty());
    EXPECT_EQ(unwinding.end, "sp 0xc0f31f1a is misaligned");
}

// A caller that is the crashing place itself must not be found for ever: each frame lies further out.
TEST_F(ArmCrash, StopsWhereWordsRepeatTheSameReturn) {
    std::vector<uint64_t> words(4096, kRunTimePc);
    StackMemory memory(kSp, words, 4);
    Unwinding unwinding = Unwinder(arch_, analysis_, memory, map_).Run(registers_);
    EXPECT_EQ(unwinding.frames.size(), 256u);
    EXPECT_EQ(unwinding.end, "there are more frames than any kernel stack has");
}

// After a call of NULL the return address is in lr, and nothing was pushed; the caller's own frame follows.
TEST_F(ArmCrash, ACallOfNothingReturnsToLr) {
    StackMemory memory = Words(6);
    registers_.Set(arm::kPc, 0);
    Unwinder unwinder(arch_, analysis_, memory, map_);
    Unwinding unwinding = unwinder.Run(registers_, true);
    ASSERT_EQ(unwinding.frames.size(), 2u);
    EXPECT_EQ(unwinding.frames[0].address, 0xbf000104u);
    EXPECT_EQ(unwinding.frames[0].method, Method::kCall);
    EXPECT_EQ(unwinding.frames[1].address, kFput78);
    EXPECT_TRUE(unwinder.Run(registers_).frames.empty()) << "the pc may be code that no symbol file is given for";
}

TEST_F(ArmCrash, CallsAreNamedByTheirRelocations) {
    Symbol function = module_.Function("rpmsg_sock_release");
    CallBefore lock = FindCallBefore(*module_.file, analysis_, function, 0xdc);
    EXPECT_EQ(lock.kind, CallBefore::Kind::kDirect);
    EXPECT_EQ(lock.target_name, "mutex_lock");
    EXPECT_FALSE(lock.target);
    EXPECT_EQ(FindCallBefore(*module_.file, analysis_, function, 0x124).target_name, "__wake_up");
    EXPECT_EQ(FindCallBefore(*module_.file, analysis_, function, kPc).kind, CallBefore::Kind::kNone);
    EXPECT_EQ(FindCallBefore(*module_.file, analysis_, function, kFunction).kind, CallBefore::Kind::kUnknown);
}

}  // namespace
}  // namespace faultbox::unwind
