// Encodings by llvm-mc-19 --show-encoding; expected values by SDM vol. 2, DDI 0406C A8.8 and DDI 0487 C6.2.
#include "arch/common/bit_operation.h"

#include <gtest/gtest.h>

#include <vector>

#include "arch/registry.h"
#include "arch/registry_analysis.h"

namespace faultbox {
namespace {

using enum BitOperation::Kind;

constexpr uint64_t kAllBut(uint64_t mask) {
    return ~mask;
}

struct BitCase {
    const char* text;
    Arch arch;
    bool thumb;
    std::vector<uint8_t> code;
    BitOperation::Kind kind;
    const char* destination;  // As ArchInfo names it; nullptr: none.
    const char* source;
    const char* source2;
    uint64_t mask;
    bool in_memory = false;
};

const BitCase kCases[] = {
    {"andl $1, %edx", Arch::kI386, false, {0x83, 0xe2, 0x01}, kKeep, "edx", "edx", nullptr, 1},
    {"andl $-2, %edx", Arch::kI386, false, {0x83, 0xe2, 0xfe}, kKeep, "edx", "edx", nullptr, 0xfffffffe},
    {"andb $0xfe, 4(%ecx)", Arch::kI386, false, {0x80, 0x61, 0x04, 0xfe}, kKeep, nullptr, nullptr, nullptr, 0xfe, true},
    {"orb $0x10, 4(%ecx)",
     Arch::kI386,
     false,
     {0x80, 0x49, 0x04, 0x10},
     kChange,
     nullptr,
     nullptr,
     nullptr,
     0x10,
     true},
    {"testb $8, 4(%ecx)", Arch::kI386, false, {0xf6, 0x41, 0x04, 0x08}, kTest, nullptr, nullptr, nullptr, 8, true},
    {"btsl $9, (%ecx)", Arch::kI386, false, {0x0f, 0xba, 0x29, 0x09}, kChange, nullptr, nullptr, nullptr, 0x200, true},
    {"orl %eax, %edx", Arch::kI386, false, {0x09, 0xc2}, kCombine, "edx", "edx", "eax", 0},
    {"shrl $3, %edx", Arch::kI386, false, {0xc1, 0xea, 0x03}, kExtract, "edx", "edx", nullptr, kAllBut(7)},
    {"shrb %dl", Arch::kI386, false, {0xd0, 0xea}, kExtract, "edx", "edx", nullptr, kAllBut(1)},
    {"testb $2, %al", Arch::kI386, false, {0xa8, 0x02}, kTest, nullptr, "eax", nullptr, 2},
    {"andq $-16, %r9", Arch::kX86_64, false, {0x49, 0x83, 0xe1, 0xf0}, kKeep, "r9", "r9", nullptr, kAllBut(15)},
    {"orb $4, %r9b", Arch::kX86_64, false, {0x41, 0x80, 0xc9, 0x04}, kChange, "r9", "r9", nullptr, 4},
    {"andb $1, %sil", Arch::kX86_64, false, {0x40, 0x80, 0xe6, 0x01}, kKeep, "rsi", "rsi", nullptr, kAllBut(0xfe)},
    {"btq $40, %rdx", Arch::kX86_64, false, {0x48, 0x0f, 0xba, 0xe2, 0x28}, kTest, nullptr, "rdx", nullptr, 1ull << 40},
    {"testl $0x300, 8(%rdi)",
     Arch::kX86_64,
     false,
     {0xf7, 0x47, 0x08, 0x00, 0x03, 0x00, 0x00},
     kTest,
     nullptr,
     nullptr,
     nullptr,
     0x300,
     true},
    {"and r0, r1, #0xf0", Arch::kArm, false, {0xf0, 0x00, 0x01, 0xe2}, kKeep, "r0", "r1", nullptr, 0xf0},
    {"bic r3, r3, #0x7f", Arch::kArm, false, {0x7f, 0x30, 0xc3, 0xe3}, kKeep, "r3", "r3", nullptr, 0xffffff80},
    {"orr r3, r3, #0x100", Arch::kArm, false, {0x01, 0x3c, 0x83, 0xe3}, kChange, "r3", "r3", nullptr, 0x100},
    {"eor r2, r2, #4", Arch::kArm, false, {0x04, 0x20, 0x22, 0xe2}, kChange, "r2", "r2", nullptr, 4},
    {"tst r3, #0x40", Arch::kArm, false, {0x40, 0x00, 0x13, 0xe3}, kTest, nullptr, "r3", nullptr, 0x40},
    {"ubfx r0, r1, #3, #5", Arch::kArm, false, {0xd1, 0x01, 0xe4, 0xe7}, kExtract, "r0", "r1", nullptr, 0xf8},
    {"bfi r2, r0, #4, #7", Arch::kArm, false, {0x10, 0x22, 0xca, 0xe7}, kChange, "r2", "r2", nullptr, 0x7f0},
    {"bfc r2, #1, #2", Arch::kArm, false, {0x9f, 0x20, 0xc2, 0xe7}, kChange, "r2", "r2", nullptr, 6},
    {"lsr r3, r2, #12", Arch::kArm, false, {0x22, 0x36, 0xa0, 0xe1}, kExtract, "r3", "r2", nullptr, 0xfffff000},
    {"orr r3, r3, r0", Arch::kArm, false, {0x00, 0x30, 0x83, 0xe1}, kCombine, "r3", "r3", "r0", 0},
    {"orr r3, r3, r0, lsl #1", Arch::kArm, false, {0x80, 0x30, 0x83, 0xe1}, kCombine, "r3", "r3", nullptr, 0},
    {"and r0, r1, #0xf0", Arch::kArm, true, {0x01, 0xf0, 0xf0, 0x00}, kKeep, "r0", "r1", nullptr, 0xf0},
    {"and r0, r1, #0x00ff00ff", Arch::kArm, true, {0x01, 0xf0, 0xff, 0x10}, kKeep, "r0", "r1", nullptr, 0x00ff00ff},
    {"bic r3, r3, #0x7f", Arch::kArm, true, {0x23, 0xf0, 0x7f, 0x03}, kKeep, "r3", "r3", nullptr, 0xffffff80},
    {"orr r3, r3, #0x100", Arch::kArm, true, {0x43, 0xf4, 0x80, 0x73}, kChange, "r3", "r3", nullptr, 0x100},
    {"eor r2, r2, #4", Arch::kArm, true, {0x82, 0xf0, 0x04, 0x02}, kChange, "r2", "r2", nullptr, 4},
    {"tst r3, #0x40", Arch::kArm, true, {0x13, 0xf0, 0x40, 0x0f}, kTest, nullptr, "r3", nullptr, 0x40},
    {"ubfx r0, r1, #3, #5", Arch::kArm, true, {0xc1, 0xf3, 0xc4, 0x00}, kExtract, "r0", "r1", nullptr, 0xf8},
    {"bfi r2, r0, #4, #7", Arch::kArm, true, {0x60, 0xf3, 0x0a, 0x12}, kChange, "r2", "r2", nullptr, 0x7f0},
    {"bfc r2, #1, #2", Arch::kArm, true, {0x6f, 0xf3, 0x42, 0x02}, kChange, "r2", "r2", nullptr, 6},
    {"lsr r3, r2, #12", Arch::kArm, true, {0x4f, 0xea, 0x12, 0x33}, kExtract, "r3", "r2", nullptr, 0xfffff000},
    {"orr r3, r3, r0", Arch::kArm, true, {0x43, 0xea, 0x00, 0x03}, kCombine, "r3", "r3", "r0", 0},
    {"orr r3, r3, r0, lsl #1", Arch::kArm, true, {0x43, 0xea, 0x40, 0x03}, kCombine, "r3", "r3", nullptr, 0},
    {"lsrs r3, r2, #12", Arch::kArm, true, {0x13, 0x0b}, kExtract, "r3", "r2", nullptr, 0xfffff000},
    {"orrs r3, r0", Arch::kArm, true, {0x03, 0x43}, kCombine, "r3", "r3", "r0", 0},
    {"lsl r1, r2, #7", Arch::kArm, false, {0x82, 0x13, 0xa0, 0xe1}, kPlace, "r1", "r2", nullptr, 0x1ffffff},
    {"lsl.w r1, r2, #7", Arch::kArm, true, {0x4f, 0xea, 0xc2, 0x11}, kPlace, "r1", "r2", nullptr, 0x1ffffff},
    {"lsls r1, r2, #7", Arch::kArm, true, {0xd1, 0x01}, kPlace, "r1", "r2", nullptr, 0x1ffffff},
    {"ubfx w0, w1, #3, #5", Arch::kArm64, false, {0x20, 0x1c, 0x03, 0x53}, kExtract, "x0", "x1", nullptr, 0xf8},
    {"bfi w2, w0, #4, #7", Arch::kArm64, false, {0x02, 0x18, 0x1c, 0x33}, kChange, "x2", "x2", nullptr, 0x7f0},
    {"bfc x2, #1, #2", Arch::kArm64, false, {0xe2, 0x07, 0x7f, 0xb3}, kChange, "x2", "x2", nullptr, 6},
    {"lsr x3, x2, #12", Arch::kArm64, false, {0x43, 0xfc, 0x4c, 0xd3}, kExtract, "x3", "x2", nullptr, kAllBut(0xfff)},
    {"lsl w0, w1, #3", Arch::kArm64, false, {0x20, 0x70, 0x1d, 0x53}, kPlace, "x0", "x1", nullptr, 0x1fffffff},
    {"and w0, w1, #0xf0", Arch::kArm64, false, {0x20, 0x0c, 0x1c, 0x12}, kKeep, "x0", "x1", nullptr, 0xf0},
    {"and x3, x3, #~1", Arch::kArm64, false, {0x63, 0xf8, 0x7f, 0x92}, kKeep, "x3", "x3", nullptr, kAllBut(1)},
    {"orr x3, x3, #0x100", Arch::kArm64, false, {0x63, 0x00, 0x78, 0xb2}, kChange, "x3", "x3", nullptr, 0x100},
    {"eor w2, w2, #0xc", Arch::kArm64, false, {0x42, 0x04, 0x1e, 0x52}, kChange, "x2", "x2", nullptr, 0xc},
    {"tst w3, #0x40", Arch::kArm64, false, {0x7f, 0x00, 0x1a, 0x72}, kTest, nullptr, "x3", nullptr, 0x40},
    {"orr w3, w3, w0", Arch::kArm64, false, {0x63, 0x00, 0x00, 0x2a}, kCombine, "x3", "x3", "x0", 0},
    {"orr w3, w3, w0, lsl #1", Arch::kArm64, false, {0x63, 0x04, 0x00, 0x2a}, kCombine, "x3", "x3", nullptr, 0},
};

RegisterId RegisterOf(const BitCase& bits, const char* name) {
    return name == nullptr ? kNoRegister : FindRegister(*FindArch(bits.arch), name);
}

TEST(BitOperations, SayWhichBits) {
    for (const BitCase& bits : kCases) {
        SCOPED_TRACE(bits.text);
        auto found = FindArchAnalysis(bits.arch)->decode_bit_operation(bits.code, bits.thumb);
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->kind, bits.kind);
        EXPECT_EQ(found->destination, RegisterOf(bits, bits.destination));
        EXPECT_EQ(found->source, RegisterOf(bits, bits.source));
        EXPECT_EQ(found->source2, RegisterOf(bits, bits.source2));
        EXPECT_EQ(found->mask, bits.mask);
        EXPECT_EQ(found->in_memory, bits.in_memory);
    }
}

struct OtherCase {
    const char* text;
    Arch arch;
    bool thumb;
    std::vector<uint8_t> code;
};

const OtherCase kOthers[] = {
    {"andb $1, %dh", Arch::kI386, false, {0x80, 0xe6, 0x01}},
    {"subl $1, %eax", Arch::kI386, false, {0x83, 0xe8, 0x01}},
    {"andl $1, %edx, cut", Arch::kI386, false, {0x83, 0xe2}},
    {"andne r0, r1, #1", Arch::kArm, false, {0x01, 0x00, 0x01, 0x12}},
    {"add r0, r0, #1", Arch::kArm, false, {0x01, 0x00, 0x80, 0xe2}},
    {"add.w r0, r0, #1", Arch::kArm, true, {0x00, 0xf1, 0x01, 0x00}},
    {"ubfx, cut", Arch::kArm, true, {0xc1, 0xf3}},
    {"mov w3, w0", Arch::kArm64, false, {0xe3, 0x03, 0x00, 0x2a}},
    {"bfxil w2, w0, #4, #7", Arch::kArm64, false, {0x02, 0x28, 0x04, 0x33}},
};

TEST(BitOperations, AreNoOthers) {
    for (const OtherCase& other : kOthers) {
        EXPECT_FALSE(FindArchAnalysis(other.arch)->decode_bit_operation(other.code, other.thumb)) << other.text;
    }
}

}  // namespace
}  // namespace faultbox
