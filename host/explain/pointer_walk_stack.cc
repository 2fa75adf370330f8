// Values that are kept on the stack: spilled registers, local variables, arguments that the caller stored.
#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"
#include "host/explain/pointer_walk.h"

namespace faultbox {
namespace {

using dwarf::SimpleLocation;
using dwarf::SymbolicValue;

}  // namespace

const StackSlots& PointerWalk::Slots() const {
    if (!slots_) slots_ = std::make_shared<StackSlots>(arch_, code_);
    return *slots_;
}

// Where a variable lies that is in memory. The canonical frame address is the stack pointer before the call, on x86
// above the return address.
std::optional<int64_t> PointerWalk::StackPlaceOf(size_t index, const dwarf::Location& location) const {
    if (location.kind != SimpleLocation::Kind::kMemory || !location.pieces.empty()) return std::nullopt;
    const int64_t offset = SignExtend(location.value.offset, arch_.pointer_size * 8u);
    std::optional<int64_t> base;
    if (location.value.base == SymbolicValue::Base::kFrame) base = arch_.link == kNoRegister ? arch_.pointer_size : 0;
    bool is_register = location.value.base == SymbolicValue::Base::kRegister && location.value.reg != kNoRegister;
    if (is_register) base = Slots().AddressIn(index, location.value.reg);
    return base ? std::optional(AddWrapped(*base, offset)) : std::nullopt;
}

// The innermost variable that holds the byte at `place` of the stack, as an object.
std::optional<TracedValue> PointerWalk::StackVariableAt(size_t index, int64_t place) const {
    for (const Variable& variable : file_.VariablesAt(code_[index].address)) {
        std::optional<uint64_t> size = variable.type.Size();
        if (variable.name.empty() || !size || *size > INT32_MAX) continue;
        std::optional<int64_t> start = StackPlaceOf(index, variable.location);
        if (!start || place < *start || place - *start >= static_cast<int64_t>(*size)) continue;
        bool is_array = variable.type.Complete().kind() == TypeKind::kArray;
        TracedValue value{.expression = (is_array ? "" : "&") + std::string(variable.name), .object = variable.type};
        value.offset = place - *start;
        value.evidence.push_back(
            std::format("{} ({}) of {}() is on the stack", variable.name, variable.type.Name(), variable.function));
        return value;
    }
    return std::nullopt;
}

// The pointer that lies at `place` when the instruction at `index` runs.
PointerWalk::Traced PointerWalk::TraceSlot(size_t index, int64_t place, int depth) const {
    if (depth > kDeepest) return std::unexpected(Untraceable("the chain of stack slots is too long"));
    SlotDefinition stored = Slots().FindStore(index, place);
    if (auto variable = StackVariableAt(index, place)) {
        Traced traced = Dereference(*variable, 0, index);
        if (traced && stored.definition.kind == Definition::Kind::kFunctionEntry && !stored.may_be_pointed_to) {
            traced->entry_slot = place;
            traced->entry_is_likely = stored.definition.may_miss_paths;
        }
        if (traced && !PointsToVoid(traced->type)) return traced;
    }
    if (stored.definition.kind == Definition::Kind::kUnknown) {
        return std::unexpected(std::format("it was loaded from the stack, and {}", stored.definition.reason));
    }
    if (stored.definition.kind == Definition::Kind::kFunctionEntry) {
        return std::unexpected(Untraceable("it was passed on the stack, and no parameter is known to be there"));
    }
    Traced traced = Trace(stored.definition.index, stored.data, depth + 1);
    if (!traced) return traced;
    if (stored.may_be_pointed_to || stored.definition.may_miss_paths) traced->MakeAmbiguous();
    std::string line = LineOf(stored.definition.index);
    traced->evidence.push_back(std::format("{} was kept in a stack slot{}{}{}", traced->expression,
                                           line.empty() ? "" : " from ", line,
                                           stored.may_be_pointed_to ? ", which others may have written" : ""));
    return traced;
}

PointerWalk::Traced PointerWalk::TraceArgumentSlot(size_t call, int64_t slot) const {
    std::optional<int64_t> depth = Slots().AddressIn(call, arch_.sp);
    if (!depth) return std::unexpected(Untraceable("how deep the stack is at the call is not known"));
    const int64_t pushed = arch_.link == kNoRegister ? arch_.pointer_size : 0;
    return TraceSlot(call, SubtractWrapped(AddWrapped(*depth, slot), pushed), 0);
}

// A value that was reloaded from the stack came from the register that was stored there.
std::optional<PointerWalk::Step> PointerWalk::StepThroughStack(size_t index, RegisterId reg) const {
    const Instruction& writer = code_[index].instruction;
    if (writer.operation != Operation::kLoad || writer.memory.empty()) return std::nullopt;
    const MemoryAccess& access = writer.memory[0];
    bool is_plain = access.data == reg && access.data_mask == 0 && access.size_bytes == arch_.pointer_size;
    std::optional<int64_t> place = is_plain ? Slots().PlaceOf(index, access) : std::nullopt;
    if (!place) return std::nullopt;
    SlotDefinition stored = Slots().FindStore(index, *place);
    bool is_known = stored.definition.kind == Definition::Kind::kInstruction && !stored.may_be_pointed_to;
    if (!is_known) return std::nullopt;
    return Step{.source = stored.data,
                .added = 0,
                .index = stored.definition.index,
                .is_likely = stored.definition.may_miss_paths};
}

}  // namespace faultbox
