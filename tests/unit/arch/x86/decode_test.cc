// Encodings by llvm-mc-19 --show-encoding and from Code: lines of kernels; expected values by SDM vol. 2.
#include "arch/x86/decode.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "arch/x86/registers.h"

namespace faultbox::x86 {
namespace {

using namespace x86_64;
using Code = std::initializer_list<uint8_t>;

constexpr uint64_t kHere = 0x1000;

Instruction Decoded(Code code, bool mode_64 = true) {
    auto decode = mode_64 ? Decode64 : Decode32;
    Result<Instruction> instruction = decode({code.begin(), code.size()}, kHere, false);
    EXPECT_TRUE(instruction.has_value());
    EXPECT_EQ(instruction.value_or(Instruction{}).length, code.size());
    return instruction.value_or(Instruction{});
}

struct OperandCase {
    const char* text;
    Code code;
    Operation operation;
    Access access;
    bool also_writes;
    RegisterId base;
    RegisterId index;
    uint8_t amount;
    int64_t displacement;
    unsigned size;
    RegisterId data;
};

TEST(X86Decode, MemoryOperands) {
    constexpr RegisterId kNo = kNoRegister;
    constexpr Access kR = Access::kRead, kW = Access::kWrite;
    constexpr Operation kLoad = Operation::kLoad, kStore = Operation::kStore, kBoth = Operation::kLoadStore;
    const OperandCase kCases[] = {
        {"movq 0x20(%rcx), %rdx", {0x48, 0x8b, 0x51, 0x20}, kLoad, kR, false, kRcx, kNo, 0, 32, 8, kRdx},
        {"movl %eax, -8(%rbp,%rsi,4)", {0x89, 0x44, 0xb5, 0xf8}, kStore, kW, false, kRbp, kRsi, 2, -8, 4, kRax},
        {"addq %rdx, 16(%rdi)", {0x48, 0x01, 0x57, 0x10}, kBoth, kR, true, kRdi, kNo, 0, 16, 8, kNo},
        {"cmpb $0, (%rax)", {0x80, 0x38, 0x00}, Operation::kCompare, kR, false, kRax, kNo, 0, 0, 1, kNo},
        {"lock cmpxchgq %rcx, (%rdx)", {0xf0, 0x48, 0x0f, 0xb1, 0x0a}, kBoth, kR, true, kRdx, kNo, 0, 0, 8, kNo},
        {"lock cmpxchg16b (%rsi)", {0xf0, 0x48, 0x0f, 0xc7, 0x0e}, kBoth, kR, true, kRsi, kNo, 0, 0, 16, kNo},
        {"movzbl 1(%rdi), %eax", {0x0f, 0xb6, 0x47, 0x01}, kLoad, kR, false, kRdi, kNo, 0, 1, 1, kRax},
        {"movb %ah, (%rbx)", {0x88, 0x23}, kStore, kW, false, kRbx, kNo, 0, 0, 1, kNo},
        {"cmovneq 8(%rax), %rcx", {0x48, 0x0f, 0x45, 0x48, 0x08}, kLoad, kR, false, kRax, kNo, 0, 8, 8, kRcx},
        {"movntiq %rax, (%rdi)", {0x48, 0x0f, 0xc3, 0x07}, kStore, kW, false, kRdi, kNo, 0, 0, 8, kRax},
        {"vmovdqu64 128(%rcx), %zmm0",
         {0x62, 0xf1, 0xfe, 0x48, 0x6f, 0x41, 0x02},
         kLoad,
         kR,
         false,
         kRcx,
         kNo,
         0,
         128,
         64,
         kNo},
        {"prefetcht0 64(%rsi)", {0x0f, 0x18, 0x4e, 0x40}, Operation::kPreload, kR, false, kRsi, kNo, 0, 64, 0, kNo},
        {"movaps %xmm0, 32(%rsp)", {0x0f, 0x29, 0x44, 0x24, 0x20}, kStore, kW, false, kRsp, kNo, 0, 32, 16, kNo},
        {"movabsq 0x1122334455667788, %rax",
         {0x48, 0xa1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11},
         kLoad,
         kR,
         false,
         kNo,
         kNo,
         0,
         0x1122334455667788,
         8,
         kRax},
        {"fxsave (%rdi): 512 bytes", {0x0f, 0xae, 0x07}, kStore, kW, false, kRdi, kNo, 0, 0, 512, kNo},
        {"xsave (%rdi): the header is read and written", {0x0f, 0xae, 0x27}, kBoth, kR, true, kRdi, kNo, 0, 0, 0, kNo},
        {"clflush (%rax)", {0x0f, 0xae, 0x38}, kLoad, kR, false, kRax, kNo, 0, 0, 1, kNo},
        // <0f> b6 47 ff of a strcmp() that faulted.
        {"movzbl -1(%rdi), %eax", {0x0f, 0xb6, 0x47, 0xff}, kLoad, kR, false, kRdi, kNo, 0, -1, 1, kRax},
        // <48> 03 51 20 of a program that faulted.
        {"addq 32(%rcx), %rdx", {0x48, 0x03, 0x51, 0x20}, kLoad, kR, false, kRcx, kNo, 0, 32, 8, kNo},
    };
    for (const OperandCase& expected : kCases) {
        SCOPED_TRACE(expected.text);
        Instruction instruction = Decoded(expected.code);
        EXPECT_EQ(instruction.operation, expected.operation);
        ASSERT_EQ(instruction.memory.size(), 1u);
        const MemoryAccess& access = instruction.memory[0];
        EXPECT_EQ(access.access, expected.access);
        EXPECT_EQ(access.also_writes, expected.also_writes);
        EXPECT_EQ(access.base, expected.base);
        EXPECT_EQ(access.index, expected.index);
        EXPECT_EQ(access.index_amount, expected.amount);
        EXPECT_EQ(access.displacement, expected.displacement);
        EXPECT_EQ(unsigned{access.size_bytes} * access.count, expected.size);
        EXPECT_EQ(access.data, expected.data);
    }
}

TEST(X86Decode, SegmentsAndRip) {
    MemoryAccess canary = Decoded({0x65, 0x48, 0x8b, 0x04, 0x25, 0x28, 0x00, 0x00, 0x00}).memory[0];
    EXPECT_EQ(canary.segment, kGs);
    EXPECT_EQ(canary.segment_base, kGsBase);
    EXPECT_EQ(canary.base, kNoRegister);
    EXPECT_EQ(canary.displacement, 0x28);
    // movl %gs:4096(%rip), %eax
    MemoryAccess per_cpu = Decoded({0x65, 0x8b, 0x05, 0x00, 0x10, 0x00, 0x00}).memory[0];
    EXPECT_TRUE(per_cpu.pc_relative);
    EXPECT_EQ(per_cpu.displacement, 0x2007);
    // mov 0x8, %eax in 32-bit code; %fs:, whose base no register shows there.
    EXPECT_EQ(Decoded({0xa1, 0x08, 0x00, 0x00, 0x00}, false).memory[0].displacement, 8);
    MemoryAccess fs = Decoded({0x64, 0xa1, 0x08, 0x00, 0x00, 0x00}, false).memory[0];
    EXPECT_EQ(fs.segment, i386::kFs);
    EXPECT_EQ(fs.segment_base, kNoRegister);
    EXPECT_TRUE(Decoded({0xc4, 0xe2, 0x71, 0x90, 0x1c, 0x90}).memory[0].index_unknown);  // vpgatherdd
}

TEST(X86Decode, StringsAndStack) {
    Instruction movs = Decoded({0xf3, 0xa4});  // <f3> a4 of a memcpy() that faulted
    ASSERT_EQ(movs.memory.size(), 2u);
    EXPECT_EQ(movs.memory[0].base, kRsi);
    EXPECT_EQ(movs.memory[0].access, Access::kRead);
    EXPECT_EQ(movs.memory[1].base, kRdi);
    EXPECT_EQ(movs.memory[1].access, Access::kWrite);
    EXPECT_EQ(movs.clobbers, 1u << kRsi | 1u << kRdi | 1u << kRcx);
    Instruction push = Decoded({0xff, 0x74, 0x24, 0x08});  // pushq 8(%rsp)
    ASSERT_EQ(push.memory.size(), 2u);
    EXPECT_EQ(push.memory[0].displacement, 8);
    EXPECT_EQ(push.memory[1].displacement, -8);
    EXPECT_EQ(push.memory[1].write_back, WriteBack::kBefore);
    Instruction ret = Decoded({0xc3});
    EXPECT_EQ(ret.operation, Operation::kJumpRegister);
    EXPECT_EQ(ret.source, kNoRegister);
    EXPECT_EQ(ret.memory[0].base, kRsp);
}

TEST(X86Decode, MovesSumsAndBranches) {
    Instruction move = Decoded({0x48, 0x89, 0xe5});
    EXPECT_EQ(move.operation, Operation::kMove);
    EXPECT_EQ(move.destination, kRbp);
    EXPECT_EQ(move.source, kRsp);
    EXPECT_EQ(Decoded({0x89, 0xe5}).operation, Operation::kOther);  // The upper half is lost.
    Instruction zero = Decoded({0x31, 0xc0});
    EXPECT_EQ(zero.operation, Operation::kMoveImmediate);
    EXPECT_EQ(zero.immediate, 0);
    Instruction lea = Decoded({0x48, 0x8d, 0x54, 0xc8, 0x10});
    EXPECT_TRUE(lea.memory.empty());
    EXPECT_EQ(lea.operation, Operation::kAdd);
    EXPECT_EQ(lea.source, kRax);
    EXPECT_EQ(lea.source2, kRcx);
    EXPECT_EQ(lea.source2_amount, 3);
    EXPECT_EQ(lea.immediate, 16);
    Instruction sub = Decoded({0x48, 0x81, 0xec, 0x80, 0x00, 0x00, 0x00});
    EXPECT_EQ(sub.operation, Operation::kSubtract);
    EXPECT_EQ(sub.immediate, 128);
    Instruction indirect = Decoded({0xff, 0x50, 0x18});  // callq *24(%rax)
    EXPECT_EQ(indirect.operation, Operation::kCallRegister);
    EXPECT_EQ(indirect.source, kRip);
    EXPECT_EQ(indirect.memory[0].base, kRax);
    Instruction jump = Decoded({0x75, 0xe9});
    EXPECT_TRUE(jump.conditional);
    EXPECT_EQ(jump.condition, 5);
    EXPECT_EQ(jump.immediate, 0xfeb);
    EXPECT_EQ(Decoded({0xf3, 0x0f, 0x1e, 0xfa}).clobbers, 0u);  // endbr64
}

TEST(X86Decode, UndefinedAndBroken) {
    EXPECT_EQ(Decoded({0x0f, 0x0b}).operation, Operation::kUndefined);
    EXPECT_EQ(Decoded({0xcc}).operation, Operation::kUndefined);
    EXPECT_EQ(Decoded({0x0f, 0xb9, 0xc0}).operation, Operation::kUndefined);
    EXPECT_EQ(Decoded({0x06}).operation, Operation::kUndefined);
    const uint8_t kCut[] = {0x48, 0x8b, 0x80, 0x00};
    EXPECT_EQ(Decode64(kCut, kHere, false).error().code, ErrorCode::kTruncated);
    const uint8_t kLong[] = {0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                             0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90};
    EXPECT_EQ(Decode64(kLong, kHere, false).error().code, ErrorCode::kMalformed);
    const uint8_t kAddress16[] = {0x67, 0x8b, 0x07};
    EXPECT_EQ(Decode32(kAddress16, kHere, false).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace faultbox::x86
