#include "host/code/register_values.h"

namespace faultbox {
namespace {

constexpr int kDeepest = 4;
constexpr size_t kFarthest = 64;  // Instructions.

}  // namespace

// One way leads to the crash, so that what ran between is known, and it does not pass the place twice.
bool RegisterValues::IsUnchangedFrom(size_t index, bool including, RegisterId reg) const {
    if (index != crash_ && code_.may_miss_paths()) return false;
    std::optional<size_t> at = crash_;
    for (size_t steps = 0; at && steps < kFarthest; ++steps) {
        if (*at == index) return !including || index == crash_ || !code_.Writes(index, reg);
        if (code_.MayChangeOnTheWayTo(*at, reg)) return false;
        at = code_.OnlyPredecessor(*at);
        if (at && *at != index && code_.Writes(*at, reg)) return false;
    }
    return false;
}

std::optional<uint64_t> RegisterValues::Computed(size_t index, RegisterId reg, int depth) const {
    const Instruction& instruction = code_[index].instruction;
    if (instruction.conditional || instruction.narrow || instruction.destination != reg) return std::nullopt;
    if (code_.ReferenceIn(code_[index].address, instruction.length) != nullptr) return std::nullopt;
    if (instruction.operation == Operation::kMoveImmediate) return static_cast<uint64_t>(instruction.immediate);
    if (instruction.operation == Operation::kMove) return Before(index, instruction.source, depth);
    return std::nullopt;
}

std::optional<uint64_t> RegisterValues::Before(size_t index, RegisterId reg, int depth) const {
    if (reg == kNoRegister || depth > kDeepest) return std::nullopt;
    if (IsUnchangedFrom(index, true, reg)) return registers_.Get(reg);
    Definition definition = code_.FindDefinition(index, reg);
    if (definition.kind != Definition::Kind::kInstruction) return std::nullopt;
    return Computed(definition.index, reg, depth + 1);
}

std::optional<uint64_t> RegisterValues::After(size_t index, RegisterId reg) const {
    return index != crash_ && IsUnchangedFrom(index, false, reg) ? registers_.Get(reg) : std::nullopt;
}

}  // namespace faultbox
