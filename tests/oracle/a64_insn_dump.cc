// Prints what arch/arm64 makes of instructions, for a64_insn.py to compare. Each line of standard input is `PC WORD`,
// both in hexadecimal; each gives one line of KEY=VALUE pairs.
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arch/arm64/decode.h"
#include "arch/common/bits.h"
#include "tests/oracle/insn_dump.h"

namespace {

using namespace faultbox;
using namespace faultbox::oracle;

void PrintAccess(const MemoryAccess& access) {
    bool write = access.access == Access::kWrite || access.also_writes;
    std::cout << " rw=" << (access.access == Access::kRead ? "r" : "") << (write ? "w" : "") << " base=" << +access.base
              << " index=" << +access.index << " sub=" << access.subtract_index
              << " extend=" << NameOf(access.index_extend) << " shift=" << NameOf(access.index_shift)
              << " amount=" << +access.index_amount << " disp=" << access.displacement
              << " pcrel=" << access.pc_relative << " wb=" << NameOf(access.write_back)
              << " size=" << +access.size_bytes << " count=" << access.count << " data=" << +access.data
              << " data2=" << +access.data2 << " mask=" << access.data_mask << " sext=" << access.sign_extend;
}

void Print(const Instruction& instruction) {
    std::cout << "op=" << NameOf(instruction.operation) << " len=" << +instruction.length
              << " conditional=" << instruction.conditional << " cond=" << +instruction.condition
              << " flags=" << instruction.sets_flags << " dest=" << +instruction.destination
              << " src=" << +instruction.source << " src2=" << +instruction.source2
              << " src2extend=" << NameOf(instruction.source2_extend) << " narrow=" << instruction.narrow
              << " toplow=" << +instruction.top_low << " src2shift=" << NameOf(instruction.source2_shift)
              << " src2amount=" << +instruction.source2_amount << " imm=" << instruction.immediate
              << " clobbers=" << instruction.clobbers << " accesses=" << instruction.memory.size();
    for (const MemoryAccess& access : instruction.memory) PrintAccess(access);
    std::cout << '\n';
}

}  // namespace

int main() {
    std::string pc, text;
    while (std::cin >> pc >> text) {
        uint64_t word = Hex(text);
        std::vector<uint8_t> code;
        for (unsigned low = 0; low < 32; low += 8) code.push_back(static_cast<uint8_t>(Bits(word, low + 7, low)));
        Result<Instruction> instruction = arm64::DecodeA64(code, Hex(pc), false);
        if (instruction) {
            Print(*instruction);
        } else {
            std::cout << "op=truncated\n";
        }
    }
}
