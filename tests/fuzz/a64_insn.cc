// Bytes as A64 code at any address, which the first eight bytes give.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "arch/arm64/decode.h"
#include "arch/arm64/registers.h"
#include "arch/common/byte_reader.h"

namespace {

using namespace faultbox;

void Require(bool holds) {
    if (!holds) std::abort();
}

bool IsRegister(RegisterId reg) {
    return reg <= arm64::kSp || reg == kNoRegister;
}

void CheckAccess(const MemoryAccess& access) {
    Require(IsRegister(access.base) && access.index != arm64::kSp && IsRegister(access.index));
    Require(access.data != arm64::kSp && IsRegister(access.data));
    Require(access.data2 != arm64::kSp && IsRegister(access.data2));
    Require(access.data_mask >> arm64::kSp == 0);
    Require(access.size_bytes <= 16 && access.count >= 1 && access.count <= 64);
    Require(access.index_amount <= 4 && !access.subtract_index);
    Require((access.index_amount == 0) == (access.index_shift == Shift::kNone));
    Require(!access.pc_relative || (access.base == kNoRegister && access.index == kNoRegister));
    Require(access.pc_relative || (access.displacement >= -4096 && access.displacement <= 65520));
}

void Check(const Instruction& instruction) {
    Require(instruction.length == 4 && instruction.predicates == 0);
    Require(instruction.condition < 14 || instruction.condition == kNoCondition);
    Require(instruction.conditional || instruction.condition == kNoCondition);
    Require(IsRegister(instruction.destination) && IsRegister(instruction.source) && IsRegister(instruction.source2));
    Require(instruction.source2_amount < 64);
    Require(instruction.top_low % 16 == 0 && instruction.top_low <= 48);
    Require(instruction.clobbers >> (arm64::kPc + 1) == 0);
    Require(instruction.operation != Operation::kUndefined || instruction.clobbers == 0);
    Require(instruction.memory.dropped() == 0);
    for (const MemoryAccess& access : instruction.memory) CheckAccess(access);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ByteReader reader(Bytes(data, size));
    uint64_t pc = reader.U64();
    if (!reader.ok()) return 0;
    Bytes code = Bytes(data, size).subspan(8);
    while (Result<Instruction> instruction = arm64::DecodeA64(code, pc, false)) {
        Check(*instruction);
        code = code.subspan(instruction->length);
        pc += instruction->length;
    }
    Require(code.size() < 4);
    return 0;
}
