#include "host/code/kcfi_check.h"

#include <algorithm>

namespace faultbox {
namespace {

constexpr size_t kLongest = 8;  // Instructions from the read of the type to the trap, and from there to the call.
constexpr uint8_t kTypeSize = 4;

// arch/arm64/include/asm/brk-imm.h: CFI_BRK_IMM_BASE, CFI_BRK_IMM_TARGET.
constexpr uint64_t kBrkBase = 0x8000;
constexpr uint64_t kBrkMask = 0xfc00;
constexpr uint64_t kBrkTarget = 0x1f;

bool ReadsType(const Instruction& instruction) {
    if (instruction.memory.size() != 1) return false;
    const MemoryAccess& access = instruction.memory[0];
    return access.access == Access::kRead && !access.also_writes && access.size_bytes == kTypeSize &&
           access.count == 1 && access.base != kNoRegister && access.index == kNoRegister && !access.index_unknown &&
           access.segment == kNoRegister && access.displacement < 0 && access.write_back == WriteBack::kNone;
}

// A step of the comparison; instructions in between pass arguments and may do what they like but to the pointer.
bool PassesOn(const FunctionCode& code, size_t index, RegisterId target) {
    const Instruction& instruction = code[index].instruction;
    bool leaves = instruction.is_call() || instruction.operation == Operation::kJump ||
                  instruction.operation == Operation::kJumpRegister || instruction.operation == Operation::kUndefined;
    return !leaves && !code.Writes(index, target);
}

bool IsTrap(const Instruction& instruction, RegisterId target, bool brk_operands) {
    if (instruction.operation != Operation::kUndefined) return false;
    const uint64_t immediate = static_cast<uint64_t>(instruction.immediate);
    return !brk_operands || ((immediate & kBrkMask) == kBrkBase && (immediate & kBrkTarget) == target);
}

// The call or jump through `target` that follows.
std::optional<size_t> CallFrom(const FunctionCode& code, size_t index, RegisterId target) {
    for (const size_t end = std::min(code.size(), index + kLongest); index < end; ++index) {
        const Instruction& instruction = code[index].instruction;
        bool goes =
            instruction.operation == Operation::kCallRegister || instruction.operation == Operation::kJumpRegister;
        if (goes) return instruction.source == target ? std::optional(index) : std::nullopt;
        if (!PassesOn(code, index, target)) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<KcfiCheck> FindKcfiCheck(const FunctionCode& code, size_t load, bool brk_operands) {
    if (load >= code.size() || !ReadsType(code[load].instruction)) return std::nullopt;
    const RegisterId target = code[load].instruction.memory[0].base;
    if (code.Writes(load, target)) return std::nullopt;
    size_t branch = load + 1;
    const size_t end = std::min(code.size(), load + kLongest);
    while (branch < end && PassesOn(code, branch, target)) ++branch;
    if (branch + 1 >= end || !code[branch].instruction.conditional) return std::nullopt;
    if (code[branch].instruction.operation != Operation::kJump) return std::nullopt;
    const size_t trap = branch + 1;
    if (!IsTrap(code[trap].instruction, target, brk_operands)) return std::nullopt;
    std::optional<size_t> passed = code.IndexOf(static_cast<uint64_t>(code[branch].instruction.immediate));
    std::optional<size_t> call = passed ? CallFrom(code, *passed, target) : std::nullopt;
    if (!call) return std::nullopt;
    return KcfiCheck{load, trap, *call, target};
}

std::optional<KcfiCheck> FindKcfiCheckOfTrap(const FunctionCode& code, size_t trap, bool brk_operands) {
    for (size_t back = 1; back < kLongest && back <= trap; ++back) {
        std::optional<KcfiCheck> check = FindKcfiCheck(code, trap - back, brk_operands);
        if (check && check->trap == trap) return check;
    }
    return std::nullopt;
}

}  // namespace faultbox
