// Who wrote a register: all paths backwards.
#include <algorithm>

#include "arch/common/bits.h"
#include "host/code/function_code.h"

namespace faultbox {
namespace {

constexpr const char* kMayHaveFaulted =
    "an access that is expected to fault may have left another value in the register";

// Whether a conditional writer wrote, as seen from an instruction that ran under `known`.
enum class Ran : uint8_t { kYes, kNo, kMaybe };

Ran WriterRan(const Instruction& writer, uint8_t known) {
    if (!writer.conditional) return Ran::kYes;
    if (known == kNoCondition || writer.condition == kNoCondition) return Ran::kMaybe;
    if (writer.condition == known) return Ran::kYes;
    return (writer.condition ^ known) == 1 ? Ran::kNo : Ran::kMaybe;
}

}  // namespace

Definition FunctionCode::FindDefinition(size_t index, RegisterId reg) const {
    const Definition likely = FindLikelyDefinition(index, reg);
    if (!likely.may_miss_paths) return likely;
    if (leads_anywhere_) return {Definition::Kind::kUnknown, 0, kMayHaveFaulted};
    return {Definition::Kind::kUnknown, 0, "a computed jump may lead here from where another value was"};
}

// What holds at every computed jump too holds wherever they lead: a path that is missing ends with one of them, then
// goes on by paths that are known.
Definition FunctionCode::FindLikelyDefinition(size_t index, RegisterId reg) const {
    Definition known = FindOnPaths(index, reg, false);
    const bool is_unreached = known.may_miss_paths;
    known.may_miss_paths = false;
    const bool is_settled = known.kind == Definition::Kind::kUnknown && !is_unreached;
    if (!may_miss_paths() || is_settled) return known;
    Definition all = FindOnPaths(index, reg, true);
    // What no path leads to need not be where a computed jump leads to.
    if (is_unreached) known = all.kind == Definition::Kind::kUnknown ? known : all;
    const bool holds = !leads_anywhere_ && !is_unreached && known.kind == all.kind && known.index == all.index;
    known.may_miss_paths = known.kind != Definition::Kind::kUnknown && !holds;
    return known;
}

bool FunctionCode::MayChangeOnTheWayTo(size_t index, RegisterId reg) const {
    auto landing = landings_.find(index);
    return landing != landings_.end() && Bit(landing->second, reg);
}

Definition FunctionCode::FindOnPaths(size_t index, RegisterId reg, bool from_computed_jumps) const {
    auto unknown = [](const char* reason) { return Definition{Definition::Kind::kUnknown, 0, reason}; };
    auto missing = [](const char* reason) { return Definition{Definition::Kind::kUnknown, 0, reason, true}; };
    struct Step {
        uint32_t index;
        uint8_t condition;  // Known to hold just behind this instruction.
    };
    std::vector<uint32_t> seen(entries_.size());  // Of each instruction, a bit for each condition and for none.
    std::vector<Step> pending;
    auto step_back = [&](size_t from, uint8_t condition) {
        if (landings_.contains(from)) condition = kNoCondition;
        for (uint32_t predecessor : predecessors_[from]) pending.push_back({predecessor, condition});
    };

    if (MayChangeOnTheWayTo(index, reg)) return unknown(kMayHaveFaulted);
    bool reaches_entry = index == entry_;
    if (from_computed_jumps) {
        for (uint32_t jump : computed_jumps_) pending.push_back({jump, kNoCondition});
    } else if (predecessors_[index].empty() && index != entry_) {
        return missing("no path to this instruction is known");
    }
    const Instruction& start = entries_[index].instruction;
    // x86 reads memory whether or not the condition of a move holds (SDM, CMOVcc).
    step_back(index, start.conditional && !IsX86(arch_.arch) ? start.condition : kNoCondition);
    std::optional<size_t> found;
    while (!pending.empty()) {
        Step step = pending.back();
        pending.pop_back();
        const uint32_t bit = 1u << std::min<unsigned>(step.condition, 31);
        if (seen[step.index] & bit) continue;
        seen[step.index] |= bit;
        const Instruction& instruction = entries_[step.index].instruction;
        if (SetsFlags(instruction)) step.condition = kNoCondition;
        if (Writes(instruction, reg)) {
            Ran ran = WriterRan(instruction, step.condition);
            if (ran == Ran::kMaybe) return unknown("the register is written conditionally");
            if (ran == Ran::kYes) {
                if (found && *found != step.index) return unknown("several paths write the register");
                found = step.index;
                continue;
            }
        }
        if (step.index == entry_) {
            reaches_entry = true;
        } else if (predecessors_[step.index].empty() && !from_computed_jumps) {
            return missing("a path comes from a computed jump");
        }
        if (MayChangeOnTheWayTo(step.index, reg)) return unknown(kMayHaveFaulted);
        step_back(step.index, step.condition);
    }
    if (found && reaches_entry) return unknown("the register is written on some paths only");
    if (found) return {Definition::Kind::kInstruction, *found, ""};
    if (!has_entry_) return unknown("the beginning of the function is not known");
    if (!reaches_entry) return missing("no path from the function's beginning is known");
    return {Definition::Kind::kFunctionEntry, 0, ""};
}

}  // namespace faultbox
