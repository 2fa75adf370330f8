#pragma once

#include <cstdint>
#include <string>

#include "arch/common/arch_info.h"
#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "host/report/json_writer.h"

namespace faultbox {

/// One instruction with where it stands.
struct PlacedInstruction {
    uint64_t address = 0;
    Bytes bytes;  ///< In memory order.
    Instruction instruction;
};

/// The address that an operand accesses: "r3 + 0x2c", "r5 + (r2 << 2)", "r1 - r4", "0xc0801234" when it is relative to
/// the pc.
std::string DescribeAddress(const MemoryAccess& operand, const ArchInfo& arch);

/// One line for each memory operand: "c0c3ac54  2c3083e5  write 4 bytes at r3 + 0x2c"; one that says so where an
/// instruction has none.
std::string DescribeInstruction(const PlacedInstruction& placed, const ArchInfo& arch);

/// An element of "instructions" of `faultscope insn --json`.
void WriteInstructionJson(JsonWriter& json, const PlacedInstruction& placed, const ArchInfo& arch);

}  // namespace faultbox
