#include "host/report/instruction_text.h"

#include <gtest/gtest.h>

#include "arch/arm/info.h"
#include "arch/arm/registers.h"

namespace faultbox {
namespace {

MemoryAccess Load(RegisterId base) {
    MemoryAccess access;
    access.access = Access::kRead;
    access.base = base;
    access.size_bytes = 4;
    return access;
}

std::string Address(const MemoryAccess& access) {
    return DescribeAddress(access, arm::kInfo);
}

TEST(InstructionText, AddressForms) {
    MemoryAccess access = Load(arm::kR3);
    EXPECT_EQ(Address(access), "r3");  // ldr r0, [r3]
    access.displacement = 0x2c;
    EXPECT_EQ(Address(access), "r3 + 0x2c");  // ldr r0, [r3, #0x2c]
    access.displacement = -8;
    EXPECT_EQ(Address(access), "r3 - 0x8");
    access.displacement = INT64_MIN;
    EXPECT_EQ(Address(access), "r3 - 0x8000000000000000");
    access = Load(arm::kR5);
    access.index = arm::kR2;
    access.index_shift = Shift::kLeft;
    access.index_amount = 2;
    EXPECT_EQ(Address(access), "r5 + (r2 << 2)");  // ldr r0, [r5, r2, lsl #2]
    access.subtract_index = true;
    access.index_shift = Shift::kNone;
    EXPECT_EQ(Address(access), "r5 - r2");
    MemoryAccess absolute;
    absolute.displacement = 8;  // mov 0x8, %eax
    EXPECT_EQ(Address(absolute), "0x8");
    MemoryAccess literal = Load(arm::kPc);
    literal.pc_relative = true;
    literal.displacement = 0xc0801234;
    EXPECT_EQ(Address(literal), "0xc0801234");
}

TEST(InstructionText, OneLineForEachOperand) {
    const uint8_t bytes[] = {0x2c, 0x30, 0x83, 0xe5};
    PlacedInstruction placed{.address = 0xc0c3ac54, .bytes = bytes, .instruction = {}};
    EXPECT_EQ(DescribeInstruction(placed, arm::kInfo), "c0c3ac54  2c3083e5  no memory operand\n");
    MemoryAccess store = Load(arm::kR3);
    store.access = Access::kWrite;
    store.displacement = 0x2c;
    placed.instruction.memory.Append(store);
    EXPECT_EQ(DescribeInstruction(placed, arm::kInfo), "c0c3ac54  2c3083e5  write 4 bytes at r3 + 0x2c\n");
    MemoryAccess post = Load(arm::kR1);  // ldrd r2, r3, [r1], #8
    post.count = 2;
    post.write_back = WriteBack::kAfter;
    post.displacement = 8;
    placed.instruction.memory.Append(post);
    EXPECT_EQ(DescribeInstruction(placed, arm::kInfo),
              "c0c3ac54  2c3083e5  write 4 bytes at r3 + 0x2c\n"
              "c0c3ac54  2c3083e5  read 2 times 4 bytes at r1, then r1 = r1 + 0x8\n");
}

TEST(InstructionText, Json) {
    const uint8_t bytes[] = {0x2c, 0x30, 0x83, 0xe5};
    PlacedInstruction placed{.address = 0x10, .bytes = bytes, .instruction = {}};
    placed.instruction.operation = Operation::kStore;
    MemoryAccess store = Load(arm::kR3);
    store.access = Access::kWrite;
    store.displacement = -4;
    store.data = arm::kR4;
    placed.instruction.memory.Append(store);
    JsonWriter json;
    WriteInstructionJson(json, placed, arm::kInfo);
    EXPECT_EQ(json.Take(),
              "{\n"
              " \"address\": \"0x10\",\n"
              " \"bytes\": \"2c3083e5\",\n"
              " \"operation\": \"store\",\n"
              " \"conditional\": false,\n"
              " \"operands\": [\n"
              "  {\"access\": \"write\", \"also_writes\": false, \"size\": 4, \"count\": 1, \"address\": \"r3 - 0x4\", "
              "\"base\": \"r3\", \"index\": null, \"displacement\": \"-0x4\", \"write_back\": \"none\", "
              "\"data\": \"r4\"}\n"
              " ]\n"
              "}\n");
}

}  // namespace
}  // namespace faultbox
