// Prints what arch/x86 makes of instructions, for x86_insn.py to compare. Each line of standard input is
// `32|64 PC BYTES`, the latter two in hexadecimal; each gives one line of KEY=VALUE pairs, registers by name.
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arch/x86/decode.h"
#include "arch/x86/info.h"
#include "tests/oracle/insn_dump.h"

namespace {

using namespace faultbox;
using namespace faultbox::oracle;

std::string Name(RegisterId id, const ArchInfo& arch) {
    return id < arch.registers.size() ? arch.registers[id].name : "-";
}

void Print(const Instruction& instruction, const ArchInfo& arch) {
    std::cout << "len=" << +instruction.length << " op=" << NameOf(instruction.operation)
              << " imm=" << instruction.immediate << " accesses=" << instruction.memory.size();
    if (!instruction.memory.empty()) {
        const MemoryAccess& access = instruction.memory[0];
        std::cout << " base=" << Name(access.base, arch) << " index=" << Name(access.index, arch)
                  << " scale=" << (1 << access.index_amount) << " disp=" << access.displacement
                  << " pcrel=" << access.pc_relative << " segment=" << Name(access.segment, arch)
                  << " size=" << access.size_bytes * access.count << " unknown=" << access.index_unknown
                  << " read=" << (access.access == Access::kRead)
                  << " write=" << (access.access == Access::kWrite || access.also_writes);
    }
    std::cout << '\n';
}

}  // namespace

int main() {
    std::string mode, pc, text;
    while (std::cin >> mode >> pc >> text) {
        std::vector<uint8_t> code = HexBytes(text);
        bool wide = mode == "64";
        Result<Instruction> instruction = (wide ? x86::Decode64 : x86::Decode32)(code, Hex(pc), false);
        if (instruction) {
            Print(*instruction, wide ? x86_64::kInfo : i386::kInfo);
        } else {
            std::cout << "error=" << static_cast<int>(instruction.error().code) << '\n';
        }
    }
}
