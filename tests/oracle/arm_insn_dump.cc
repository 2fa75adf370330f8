// Prints what arch/arm makes of instructions, for arm_insn.py to compare. Each line of standard input is
// `a32|t32 PC BYTES`, both in hexadecimal, the bytes in memory order; each gives one line of KEY=VALUE pairs.
#include <charconv>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arch/arm/decode.h"

namespace {

using namespace faultbox;

uint64_t Hex(std::string_view text) {
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

const char* Name(Operation operation) {
    constexpr const char* kNames[] = {"other",   "undefined", "load",    "store",  "loadstore", "preload",
                                      "move",    "moveimm",   "movetop", "add",    "sub",       "call",
                                      "callreg", "jump",      "jumpreg", "compare"};
    return kNames[static_cast<size_t>(operation)];
}

void PrintAccess(const MemoryAccess& access) {
    constexpr const char* kShifts[] = {"", "lsl", "lsr", "asr", "ror", "rrx"};
    constexpr const char* kWriteBack[] = {"none", "before", "after"};
    bool write = access.access == Access::kWrite || access.also_writes;
    std::cout << " rw=" << (access.access == Access::kRead ? "r" : "") << (write ? "w" : "") << " base=" << +access.base
              << " index=" << +access.index << " sub=" << access.subtract_index
              << " shift=" << kShifts[static_cast<size_t>(access.index_shift)] << " amount=" << +access.index_amount
              << " disp=" << access.displacement << " pcrel=" << access.pc_relative
              << " wb=" << kWriteBack[static_cast<size_t>(access.write_back)] << " size=" << +access.size_bytes
              << " count=" << access.count << " data=" << +access.data << " data2=" << +access.data2
              << " mask=" << access.data_mask << " sext=" << access.sign_extend;
}

void Print(const Instruction& instruction) {
    constexpr const char* kShifts[] = {"", "lsl", "lsr", "asr", "ror", "rrx"};
    std::cout << "op=" << Name(instruction.operation) << " len=" << +instruction.length
              << " conditional=" << instruction.conditional << " cond=" << +instruction.condition
              << " flags=" << instruction.sets_flags << " it=" << +instruction.predicates
              << " dest=" << +instruction.destination << " src=" << +instruction.source
              << " src2=" << +instruction.source2
              << " src2shift=" << kShifts[static_cast<size_t>(instruction.source2_shift)]
              << " src2amount=" << +instruction.source2_amount << " imm=" << instruction.immediate
              << " clobbers=" << instruction.clobbers << " accesses=" << instruction.memory.size();
    for (const MemoryAccess& access : instruction.memory) PrintAccess(access);
    std::cout << '\n';
}

}  // namespace

int main() {
    std::string mode, pc, text;
    while (std::cin >> mode >> pc >> text) {
        std::vector<uint8_t> code;
        for (size_t at = 0; at + 1 < text.size(); at += 2) {
            code.push_back(static_cast<uint8_t>(Hex(std::string_view(text).substr(at, 2))));
        }
        Result<Instruction> instruction = arm::DecodeInstruction(code, Hex(pc), mode == "t32");
        if (instruction) {
            Print(*instruction);
        } else {
            std::cout << "op=truncated\n";
        }
    }
}
