// Prints what arch/arm64 makes of instructions, for a64_insn.py to compare. Each line of standard input is `PC WORD`,
// both in hexadecimal; each gives one line of KEY=VALUE pairs.
#include <charconv>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arch/arm64/decode.h"
#include "arch/common/bits.h"

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

const char* Name(Extend extend) {
    constexpr const char* kNames[] = {"", "uxtb", "uxth", "uxtw", "sxtb", "sxth", "sxtw"};
    return kNames[static_cast<size_t>(extend)];
}

void PrintAccess(const MemoryAccess& access) {
    constexpr const char* kShifts[] = {"", "lsl", "lsr", "asr", "ror", "rrx"};
    constexpr const char* kWriteBack[] = {"none", "before", "after"};
    bool write = access.access == Access::kWrite || access.also_writes;
    std::cout << " rw=" << (access.access == Access::kRead ? "r" : "") << (write ? "w" : "") << " base=" << +access.base
              << " index=" << +access.index << " sub=" << access.subtract_index
              << " extend=" << Name(access.index_extend)
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
              << " flags=" << instruction.sets_flags << " dest=" << +instruction.destination
              << " src=" << +instruction.source << " src2=" << +instruction.source2
              << " src2extend=" << Name(instruction.source2_extend) << " narrow=" << instruction.narrow
              << " toplow=" << +instruction.top_low
              << " src2shift=" << kShifts[static_cast<size_t>(instruction.source2_shift)]
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
