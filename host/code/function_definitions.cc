// Who wrote a register: all paths backwards.
#include <algorithm>

#include "arch/common/bits.h"
#include "host/code/function_code.h"

namespace faultbox {
namespace {

constexpr const char* kMayHaveFaulted =
    "an access that is expected to fault may have left another value in the register";

constexpr size_t kUsualPending = 16;

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

uint64_t FunctionCode::MayChangeOnTheWayTo(size_t index) const {
    auto landing = landings_.find(index);
    return landing != landings_.end() ? landing->second : 0;
}

bool FunctionCode::MayChangeOnTheWayTo(size_t index, RegisterId reg) const {
    const uint64_t changed = MayChangeOnTheWayTo(index);
    return changed != 0 && Bit(changed, reg);
}

/// Follows paths backwards to whoever wrote a register.
class FunctionCode::PathSearch {
  public:
    PathSearch(const FunctionCode& code, RegisterId reg, bool from_computed_jumps)
        : code_(code), reg_(reg), from_computed_jumps_(from_computed_jumps) {}

    Definition Find(size_t index) {
        if (code_.MayChangeOnTheWayTo(index, reg_)) return Unknown(kMayHaveFaulted);
        if (!from_computed_jumps_ && code_.predecessors_[index].empty() && index != code_.entry_) {
            return Missing("no path to this instruction is known");
        }
        reaches_entry_ = index == code_.entry_;
        FollowFrom(index);
        if (decided_) return *decided_;
        if (found_ && reaches_entry_) return Unknown("the register is written on some paths only");
        if (found_) return {Definition::Kind::kInstruction, *found_, ""};
        if (!code_.has_entry_) return Unknown("the beginning of the function is not known");
        if (!reaches_entry_) return Missing("no path from the function's beginning is known");
        return {Definition::Kind::kFunctionEntry, 0, ""};
    }

  private:
    struct Step {
        uint32_t index;
        uint8_t condition;  // Known to hold just behind this instruction, and once it was visited, just before it.
    };

    static Definition Unknown(const char* reason) { return {Definition::Kind::kUnknown, 0, reason}; }
    static Definition Missing(const char* reason) { return {Definition::Kind::kUnknown, 0, reason, true}; }

    // x86 reads memory whether or not the condition of a move holds (SDM, CMOVcc).
    Step FirstStep(size_t index) const {
        const Instruction& start = code_.entries_[index].instruction;
        const bool is_known = start.conditional && !IsX86(code_.arch_.arch);
        return {static_cast<uint32_t>(index), is_known ? start.condition : kNoCondition};
    }

    Step Before(const Step& step, uint32_t predecessor) const {
        return {predecessor, code_.landings_.contains(step.index) ? kNoCondition : step.condition};
    }

    // True where the search goes on before the step.
    bool Visit(Step& step) {
        const Instruction& instruction = code_.entries_[step.index].instruction;
        if (code_.SetsFlags(instruction)) step.condition = kNoCondition;
        if (code_.Writes(instruction, reg_)) {
            const Ran ran = WriterRan(instruction, step.condition);
            if (ran == Ran::kMaybe) return Decide(Unknown("the register is written conditionally"));
            if (ran == Ran::kYes) {
                const bool is_other = found_ && *found_ != step.index;
                if (is_other) return Decide(Unknown("several paths write the register"));
                found_ = step.index;
                return false;
            }
        }
        if (step.index == code_.entry_) {
            reaches_entry_ = true;
        } else if (code_.predecessors_[step.index].empty() && !from_computed_jumps_) {
            return Decide(Missing("a path comes from a computed jump"));
        }
        if (code_.MayChangeOnTheWayTo(step.index, reg_)) return Decide(Unknown(kMayHaveFaulted));
        return true;
    }

    bool Decide(const Definition& definition) {
        decided_ = definition;
        return false;
    }

    // Most writers are found on the one path that leads here, of which nothing needs to be remembered.
    void FollowFrom(size_t index) {
        Step step = FirstStep(index);
        for (size_t left = from_computed_jumps_ ? 0 : code_.size(); left > 0; --left) {
            const std::optional<size_t> only = code_.OnlyPredecessor(step.index);
            if (!only) break;
            step = Before(step, static_cast<uint32_t>(*only));
            if (!Visit(step)) return;
        }
        FollowAll(FirstStep(index));
    }

    void FollowAll(const Step& from) {
        std::vector<uint32_t> seen(code_.size());  // Of each instruction, a bit for each condition and for none.
        std::vector<Step> pending;
        pending.reserve(kUsualPending);
        auto step_back = [&](const Step& step) {
            for (uint32_t predecessor : code_.predecessors_[step.index]) pending.push_back(Before(step, predecessor));
        };
        if (from_computed_jumps_) {
            for (uint32_t jump : code_.computed_jumps_) pending.push_back({jump, kNoCondition});
        }
        step_back(from);
        while (!pending.empty() && !decided_) {
            Step step = pending.back();
            pending.pop_back();
            const uint32_t bit = 1u << std::min<unsigned>(step.condition, 31);
            if (seen[step.index] & bit) continue;
            seen[step.index] |= bit;
            if (Visit(step)) step_back(step);
        }
    }

    const FunctionCode& code_;
    RegisterId reg_;
    bool from_computed_jumps_;  // Besides the paths that are known.
    bool reaches_entry_ = false;
    std::optional<size_t> found_;
    std::optional<Definition> decided_;
};

Definition FunctionCode::FindOnPaths(size_t index, RegisterId reg, bool from_computed_jumps) const {
    return PathSearch(*this, reg, from_computed_jumps).Find(index);
}

}  // namespace faultbox
