// Prints what arch/ makes of instructions, for arm_insn.py, a64_insn.py, x86_insn.py and kernel_insn.py to compare.
// Each line of standard input is `MODE PC BYTES`, MODE one of a32, t32, a64, 32 and 64, the other two in hexadecimal,
// bytes in memory order; each gives one line of KEY=VALUE pairs. Registers have numbers, those of x86 names. The keys
// of a second memory operand begin with "second.".
#include "tests/oracle/insn_dump.h"

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arch/arm/decode.h"
#include "arch/arm64/decode.h"
#include "arch/x86/decode.h"
#include "arch/x86/info.h"

namespace {

using namespace faultbox;
using namespace faultbox::oracle;

struct Mode {
    std::string_view name;
    Result<Instruction> (*decode)(Bytes code, uint64_t pc, bool thumb);
    const ArchInfo* names;  // nullptr: numbers.
};

constexpr Mode kModes[] = {
    {"a32", arm::DecodeInstruction, nullptr}, {"t32", arm::DecodeInstruction, nullptr},
    {"a64", arm64::DecodeA64, nullptr},       {"32", x86::Decode32, &i386::kInfo},
    {"64", x86::Decode64, &x86_64::kInfo},
};

std::string Name(RegisterId id, const ArchInfo* names) {
    if (names == nullptr) return std::to_string(id);
    return id < names->registers.size() ? std::string(names->registers[id].name) : "-";
}

void PrintAccess(const MemoryAccess& access, std::string_view place, const ArchInfo* names) {
    auto key = [place](std::string_view name) -> std::ostream& { return std::cout << ' ' << place << name << '='; };
    bool write = access.access == Access::kWrite || access.also_writes;
    key("rw") << (access.access == Access::kRead ? "r" : "") << (write ? "w" : "");
    key("base") << Name(access.base, names);
    key("index") << Name(access.index, names);
    key("sub") << access.subtract_index;
    key("extend") << NameOf(access.index_extend);
    key("shift") << NameOf(access.index_shift);
    key("amount") << +access.index_amount;
    key("disp") << access.displacement;
    key("pcrel") << access.pc_relative;
    key("wb") << NameOf(access.write_back);
    key("size") << +access.size_bytes;
    key("count") << access.count;
    key("data") << Name(access.data, names);
    key("data2") << Name(access.data2, names);
    key("mask") << access.data_mask;
    key("sext") << access.sign_extend;
    key("segment") << Name(access.segment, names);
    key("unknown") << access.index_unknown;
}

void Print(const Instruction& instruction, const ArchInfo* names) {
    std::cout << "op=" << NameOf(instruction.operation) << " len=" << +instruction.length
              << " conditional=" << instruction.conditional << " cond=" << +instruction.condition
              << " flags=" << instruction.sets_flags << " it=" << +instruction.predicates
              << " dest=" << Name(instruction.destination, names) << " src=" << Name(instruction.source, names)
              << " src2=" << Name(instruction.source2, names) << " src2extend=" << NameOf(instruction.source2_extend)
              << " src3=" << Name(instruction.source3, names) << " src2shift=" << NameOf(instruction.source2_shift)
              << " src2amount=" << +instruction.source2_amount << " narrow=" << instruction.narrow
              << " toplow=" << +instruction.top_low << " imm=" << instruction.immediate
              << " clobbers=" << instruction.clobbers << " accesses=" << instruction.memory.size();
    std::string_view place;
    for (const MemoryAccess& access : instruction.memory) {
        PrintAccess(access, place, names);
        place = "second.";
    }
    std::cout << '\n';
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    std::string name, pc, text;
    while (std::cin >> name >> pc >> text) {
        const Mode* mode = nullptr;
        for (const Mode& candidate : kModes) {
            if (candidate.name == name) mode = &candidate;
        }
        if (mode == nullptr) {
            std::cerr << "insn_dump: no mode " << name << '\n';
            return 2;
        }
        std::vector<uint8_t> code = HexBytes(text);
        Result<Instruction> instruction = mode->decode(code, Hex(pc), name == "t32");
        if (instruction) {
            Print(*instruction, mode->names);
        } else {
            std::cout << "error=" << static_cast<int>(instruction.error().code) << '\n';
        }
    }
}
