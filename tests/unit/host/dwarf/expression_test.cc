#include "host/dwarf/expression.h"

#include "arch/registry.h"
#include "tests/unit/host/dwarf/section_bytes.h"

namespace faultbox::dwarf {
namespace {

using Kind = SimpleLocation::Kind;
using Base = SymbolicValue::Base;

class ExpressionTest : public testing::Test {
  protected:
    ExpressionTest() {
        unit.info = &info;
        unit.format = {4, 4, 4};
        context.unit = &unit;
        context.arch = FindArch(Arch::kArm);
    }
    Location Run(const std::string& hex) {
        bytes = FromHex(hex);
        return Evaluate(bytes, context);
    }

    DebugInfo info{DebugSections()};
    Unit unit;
    ExpressionContext context;
    std::vector<uint8_t> bytes;
};

TEST_F(ExpressionTest, RegistersAreTheCpusOwn) {
    Location location = Run("53");  // DW_OP_reg3
    EXPECT_EQ(location.kind, Kind::kRegister);
    EXPECT_EQ(location.value.dwarf_register, 3);
    EXPECT_EQ(location.value.reg, FindRegister(*context.arch, "r3"));
    location = Run("90 80 02");  // DW_OP_regx 256: d0, which is none of ours
    EXPECT_EQ(location.kind, Kind::kRegister);
    EXPECT_EQ(location.value.dwarf_register, 256);
    EXPECT_EQ(location.value.reg, kNoRegister);
}

TEST_F(ExpressionTest, MemoryIsBaseAndOffset) {
    Location location = Run("7d 74");  // DW_OP_breg13 -12
    EXPECT_EQ(location.kind, Kind::kMemory);
    EXPECT_EQ(location.value.base, Base::kRegister);
    EXPECT_EQ(static_cast<int64_t>(location.value.offset), -12);
    location = Run("03 00 80 00 c0");  // DW_OP_addr 0xc0008000
    EXPECT_EQ(location.kind, Kind::kMemory);
    EXPECT_EQ(location.value.base, Base::kConstant);
    EXPECT_EQ(location.value.offset, 0xc0008000u);
}

TEST_F(ExpressionTest, FrameBaseAndFrameAddress) {
    context.frame_base = SymbolicValue{Base::kFrame, kNoRegister, 0, 0};
    Location location = Run("91 58");  // DW_OP_fbreg -40
    EXPECT_EQ(location.value.base, Base::kFrame);
    EXPECT_EQ(static_cast<int64_t>(location.value.offset), -40);
    EXPECT_EQ(Run("9c").value.base, Base::kFrame);  // DW_OP_call_frame_cfa
    context.frame_base.reset();
    EXPECT_EQ(Run("91 58").kind, Kind::kUnknown);
}

TEST_F(ExpressionTest, EntryValuesAskTheCaller) {
    for (const char* hex : {"a3 01 50 23 08 9f", "f3 01 50 23 08 9f"}) {  // entry_value(reg0) + 8, stack_value
        Location location = Run(hex);
        EXPECT_EQ(location.kind, Kind::kValue);
        EXPECT_EQ(location.value.base, Base::kEntryRegister);
        EXPECT_EQ(location.value.dwarf_register, 0);
        EXPECT_EQ(location.value.offset, 8u);
    }
    EXPECT_EQ(Run("a3 02 70 00 9f").kind, Kind::kUnknown);  // entry_value of memory
}

TEST_F(ExpressionTest, ConstantsAreComputedInTheCpusWidth) {
    EXPECT_EQ(Run("09 ff 9f").value.offset, 0xffff'ffffu);                    // const1s -1
    EXPECT_EQ(Run("34 33 1c 9f").value.offset, 1u);                           // 4 - 3
    EXPECT_EQ(Run("0c ff ff ff ff 31 22 9f").value.offset, 0u);               // 0xffffffff + 1
    EXPECT_EQ(Run("0b 00 80 33 26 9f").value.offset, 0xffff'f000u);           // -32768 >> 3, arithmetic
    EXPECT_EQ(Run("0c 00 00 00 80 09 ff 1b 9f").value.offset, 0x8000'0000u);  // INT_MIN / -1 wraps
    EXPECT_EQ(Run("37 30 1b 9f").kind, Kind::kUnknown);                       // 7 / 0
    EXPECT_EQ(Run("31 30 17 9f").kind, Kind::kUnknown);                       // rot of two entries
}

TEST_F(ExpressionTest, WhatIsBeyondBaseAndOffsetIsUnknown) {
    EXPECT_EQ(Run("70 00 06").kind, Kind::kUnknown);                 // *r0
    EXPECT_EQ(Run("70 00 71 00 22").kind, Kind::kUnknown);           // r0 + r1
    EXPECT_EQ(Run("70 00 70 04 1c 9f").value.offset, 0xffff'fffcu);  // r0 - (r0 + 4)
    EXPECT_EQ(Run("70 00 31 24 9f").kind, Kind::kUnknown);           // r0 << 1
}

TEST_F(ExpressionTest, PiecesStandInOrder) {
    Location location = Run("50 93 04 93 04 51 9d 08 10");  // reg0 4 bytes; 4 bytes nowhere; reg1 8 bits at bit 16
    ASSERT_EQ(location.pieces.size(), 3u);
    EXPECT_EQ(location.pieces[0].location.kind, Kind::kRegister);
    EXPECT_EQ(location.pieces[0].bit_size, 32u);
    EXPECT_EQ(location.pieces[1].location.kind, Kind::kOptimizedOut);
    EXPECT_EQ(location.pieces[2].bit_size, 8u);
    EXPECT_EQ(location.pieces[2].bit_offset, 16u);
}

TEST_F(ExpressionTest, ValuesThatAreNowhere) {
    EXPECT_EQ(Run("").kind, Kind::kOptimizedOut);
    Location location = Run("9e 02 ab cd");  // DW_OP_implicit_value
    EXPECT_EQ(location.kind, Kind::kBytes);
    EXPECT_EQ(AsText(location.bytes), "\xab\xcd");
    location = Run("a0 44 33 22 11 7e");  // DW_OP_implicit_pointer 0x11223344 -2
    EXPECT_EQ(location.kind, Kind::kImplicitPointer);
    EXPECT_EQ(location.pointed_die, 0x11223344u);
    EXPECT_EQ(location.pointed_offset, -2);
}

TEST_F(ExpressionTest, LoopsAndDamageEnd) {
    EXPECT_EQ(Run("2f fd ff").kind, Kind::kUnknown);     // skip to itself
    EXPECT_EQ(Run("31 2f fc ff").kind, Kind::kUnknown);  // a push in a loop
    EXPECT_EQ(Run("2f 00 80").kind, Kind::kUnknown);     // skip to before the start
    EXPECT_EQ(Run("22").kind, Kind::kUnknown);           // plus of an empty stack
    EXPECT_EQ(Run("03 00").kind, Kind::kUnknown);        // cut operand
    EXPECT_EQ(Run("ff").kind, Kind::kUnknown);           // no such operation
    EXPECT_EQ(Run("50 51").kind, Kind::kUnknown);        // two locations without pieces
}

TEST_F(ExpressionTest, BranchesOnConstantsAreTaken) {
    EXPECT_EQ(Run("31 28 01 00 35 36 9f").value.offset, 6u);  // 1: jumps over lit5
    EXPECT_EQ(Run("30 28 02 00 35 9f").value.offset, 5u);     // 0: goes on
    EXPECT_EQ(Run("70 00 28 01 00 35 36 9f").kind, Kind::kUnknown);
}

}  // namespace
}  // namespace faultbox::dwarf
