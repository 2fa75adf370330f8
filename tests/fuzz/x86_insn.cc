// Bytes as 32-bit or 64-bit x86 code at any address. The first byte chooses the mode, eight bytes give the pc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "arch/common/byte_reader.h"
#include "arch/x86/decode.h"
#include "arch/x86/registers.h"

namespace {

using namespace faultbox;

void Require(bool holds) {
    if (!holds) std::abort();
}

bool IsCoreRegister(RegisterId reg, bool wide) {
    return reg <= (wide ? +x86_64::kRip : +i386::kEip) || reg == kNoRegister;
}

void CheckAccess(const MemoryAccess& access, bool wide) {
    Require(IsCoreRegister(access.base, wide) && IsCoreRegister(access.index, wide));
    Require(IsCoreRegister(access.data, wide));
    Require(access.size_bytes <= 64 && access.count >= 1 && access.count <= 64);
    Require(access.index_amount <= 3);
    Require(access.access != Access::kUnknown);
    Require(!access.pc_relative || (access.base == kNoRegister && access.index == kNoRegister && wide));
    Require(access.segment_base == kNoRegister || access.segment != kNoRegister);
}

void Check(const Instruction& instruction, bool wide) {
    Require(instruction.length >= 1 && instruction.length <= 15);
    Require(instruction.condition <= 15 || instruction.condition == kNoCondition);
    Require(instruction.conditional || instruction.condition == kNoCondition);
    Require(IsCoreRegister(instruction.destination, wide) && IsCoreRegister(instruction.source, wide) &&
            IsCoreRegister(instruction.source2, wide));
    Require(instruction.clobbers >> (wide ? 16 : 8) == 0);
    Require(instruction.memory.dropped() == 0);
    for (const MemoryAccess& access : instruction.memory) CheckAccess(access, wide);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ByteReader reader(Bytes(data, size));
    bool wide = reader.U8() & 1;
    uint64_t pc = reader.U64();
    if (!reader.ok()) return 0;
    Bytes code = Bytes(data, size).subspan(9);
    while (!code.empty()) {
        Result<Instruction> instruction = (wide ? x86::Decode64 : x86::Decode32)(code, pc, false);
        uint64_t step = 1;
        if (instruction) {
            Check(*instruction, wide);
            step = instruction->length;
        }
        Require(step <= code.size());
        code = code.subspan(step);
        pc += step;
    }
    return 0;
}
