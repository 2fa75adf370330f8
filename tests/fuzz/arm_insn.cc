// Bytes as A32 or T32 code at any address. The first byte chooses the mode, eight bytes give the pc.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>

#include "arch/arm/decode.h"
#include "arch/common/byte_reader.h"

namespace {

using namespace faultbox;

void Require(bool holds, std::source_location where = std::source_location::current()) {
    if (holds) return;
    fprintf(stderr, "the requirement in line %u does not hold\n", static_cast<unsigned>(where.line()));
    std::abort();
}

bool IsCoreRegister(RegisterId reg) {
    return reg < 16 || reg == kNoRegister;
}

void CheckAccess(const MemoryAccess& access) {
    Require(IsCoreRegister(access.base) && IsCoreRegister(access.index));
    Require(IsCoreRegister(access.data) && IsCoreRegister(access.data2));
    Require(access.data_mask >> 16 == 0);
    Require(access.size_bytes >= 1 && access.size_bytes <= 8 && access.count <= 255);
    Require(access.index_amount <= 32);
    Require(access.displacement >= -4096 && access.displacement <= INT64_C(0xffffffff));
    Require(!access.pc_relative || (access.base == kNoRegister && access.index == kNoRegister));
    Require(access.access != Access::kUnknown);
}

void Check(const Instruction& instruction) {
    Require(instruction.length == 2 || instruction.length == 4);
    Require(instruction.condition < 14 || instruction.condition == kNoCondition);
    Require(instruction.conditional || instruction.condition == kNoCondition);
    Require(instruction.predicates <= 4);
    Require(IsCoreRegister(instruction.destination) && IsCoreRegister(instruction.source) &&
            IsCoreRegister(instruction.source2));
    Require(instruction.clobbers >> 16 == 0);
    Require(instruction.immediate >= 0 && instruction.immediate <= INT64_C(0xffffffff));
    Require(instruction.memory.dropped() == 0);
    for (const MemoryAccess& access : instruction.memory) CheckAccess(access);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ByteReader reader(Bytes(data, size));
    bool thumb = reader.U8() & 1;
    uint64_t pc = reader.U64();
    if (!reader.ok()) return 0;
    Bytes code = Bytes(data, size).subspan(9);
    while (Result<Instruction> instruction = arm::DecodeInstruction(code, pc, thumb)) {
        Check(*instruction);
        Require(thumb || instruction->length == 4);
        code = code.subspan(instruction->length);
        pc += instruction->length;
    }
    Require(code.size() < 4);
    return 0;
}
