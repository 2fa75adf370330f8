// What a value is by what is done with it: where it is stored, and to whom it is passed.
#include <algorithm>
#include <format>

#include "arch/common/bits.h"
#include "host/explain/pointer_walk.h"

namespace faultbox {
namespace {

constexpr size_t kFarthestAhead = 4;  // Instructions.
constexpr size_t kFarthestBack = 64;  // Instructions.

}  // namespace

// Where the instruction at `at` stores one of `registers`, in terms of the source.
std::optional<TracedValue> PointerWalk::StoredAt(size_t at, uint64_t registers, int depth) const {
    const Instruction& instruction = code_[at].instruction;
    bool stores =
        instruction.operation == Operation::kStore && !instruction.conditional && instruction.memory.size() == 1;
    if (!stores || instruction.memory[0].data_mask != 0) return std::nullopt;
    RegisterId data = instruction.memory[0].data;
    if (data == kNoRegister || !Bit(registers, data)) return std::nullopt;
    // There may be one at every instruction, and one for each of those again: the way behind each is a short one.
    Traced stored = TraceLoaded(at, instruction.memory[0], 0, depth + kDeepest / 2);
    if (!stored) return std::nullopt;
    stored->evidence.back() = std::format("{} is stored in {}", NameOf(data), stored->expression);
    return *std::move(stored);
}

// The instructions that run between `definition` and `index` and, for compilers move stores a little behind the use,
// some behind it: as far as there is one way only.
std::vector<size_t> PointerWalk::WayAround(size_t definition, size_t index) const {
    std::vector<size_t> way = {index};
    std::optional<size_t> at = code_.OnlyPredecessor(index);
    for (; at && *at != definition && way.size() < kFarthestBack; at = code_.OnlyPredecessor(*at)) way.push_back(*at);
    std::ranges::reverse(way);
    for (size_t next = index; next < index + kFarthestAhead && next + 1 < code_.size(); ++next) {
        if (code_.OnlyPredecessor(next + 1) != next || !code_.IsStraight(next)) break;
        way.push_back(next + 1);
    }
    return way;
}

// A value whose own making is not followed may be stored in a member, by `reg` or by a copy of it:
// `device->adapter = bt_find_adapter(device)`.
std::optional<TracedValue> PointerWalk::TraceStored(size_t definition, size_t index, RegisterId reg, int depth) const {
    uint64_t holders = uint64_t{1} << reg;
    for (size_t at : WayAround(definition, index)) {
        holders = HoldersAt(at, holders);
        if (auto stored = StoredAt(at, holders, depth)) return stored;
        holders = HoldersBehind(at, holders);
    }
    return std::nullopt;
}

// Which registers hold a value when the instruction at `at` runs, when `holders` did behind the one before it: a fault
// that the kernel expects may lead here with other values.
uint64_t PointerWalk::HoldersAt(size_t at, uint64_t holders) const {
    return holders & ~code_.MayChangeOnTheWayTo(at);
}

// Which registers hold a value behind the instruction at `at`, when `holders` do as it runs.
uint64_t PointerWalk::HoldersBehind(size_t at, uint64_t holders) const {
    const Instruction& instruction = code_[at].instruction;
    bool moves = instruction.operation == Operation::kMove && !instruction.narrow && !instruction.conditional;
    bool copies = moves && instruction.source < 64 && instruction.destination < 64 && Bit(holders, instruction.source);
    for (RegisterId other = 0; other < arch_.registers.size() && other < 64; ++other) {
        if (code_.Writes(at, other)) holders &= ~(uint64_t{1} << other);
    }
    if (copies) holders |= uint64_t{1} << instruction.destination;
    return holders;
}

// Where nothing names a value, a function of this file that it is passed to gives it a type:
// `telemetry_mean(telemetry)`.
std::optional<TracedValue> PointerWalk::TracePassed(size_t definition, size_t index, RegisterId reg) const {
    uint64_t holders = uint64_t{1} << reg;
    std::optional<Step> copied = StepBack(definition, reg);
    if (copied && copied->added == 0 && copied->source < 64 && !code_.Writes(definition, copied->source)) {
        holders |= uint64_t{1} << copied->source;
    }
    for (size_t at : WayAround(definition, index)) {
        holders = HoldersAt(at, holders);
        const FunctionCode::Entry& entry = code_[at];
        if (entry.instruction.operation == Operation::kCall && entry.target_address) {
            for (const Variable& parameter : file_.ParametersOf(*entry.target_address)) {
                RegisterId argument = parameter.location.value.reg;
                bool is_it = HoldsWhole(parameter.location, argument) && argument < 64 && Bit(holders, argument);
                if (!is_it) continue;
                if (auto variable = LostVariable(index, parameter)) return variable;
            }
        }
        holders = HoldersBehind(at, holders);
    }
    return std::nullopt;
}

}  // namespace faultbox
