// Addresses of variables and elements: places that the code states, and sums of a pointer and an index.
#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"
#include "host/explain/effective_address.h"
#include "host/explain/pointer_walk.h"

namespace faultbox {
namespace {

bool IsAddress(const TracedValue& value) {
    return value.object || value.type.Complete().is_pointer();
}

// The index that a sum of two registers adds is shifted or widened, where the pointer never is.
bool IsPlain(const Instruction& instruction) {
    return instruction.source2_shift == Shift::kNone && instruction.source2_extend == Extend::kNone;
}

}  // namespace

std::optional<TracedValue> PointerWalk::AddressAt(size_t index, const std::optional<FixedPlace>& place) const {
    if (!place) return std::nullopt;
    std::optional<StaticVariable> variable = places_.VariableAt(index, *place);
    if (!variable) return std::nullopt;
    bool is_array = variable->type.Complete().kind() == TypeKind::kArray;
    TracedValue value{.expression = (is_array ? "" : "&") + variable->name, .object = variable->type};
    value.offset = variable->offset;
    value.is_per_cpu = variable->is_per_cpu;
    if (place->address && !place->is_page) value.section = file_.SectionAt(*place->address);
    value.evidence.push_back(std::format("the code states the address of the {}variable {} ({})",
                                         value.is_per_cpu ? "per-CPU " : "", variable->name, variable->type.Name()));
    return value;
}

// How much the instruction at `definition` added to `base` in making `reg`.
std::optional<int64_t> PointerWalk::AddedTo(size_t definition, RegisterId base, RegisterId reg) const {
    if (values_ == nullptr) return std::nullopt;
    const Instruction& instruction = code_[definition].instruction;
    const unsigned width = arch_.pointer_size * 8u;
    std::optional<uint64_t> before = values_->Before(definition, base);
    std::optional<uint64_t> after = values_->After(definition, reg);
    if (before && after) return SignExtend(*after - *before, width);
    RegisterId other = base == instruction.source ? instruction.source2 : instruction.source;
    std::optional<uint64_t> index = values_->Before(definition, other);
    if (!index) return std::nullopt;
    if (instruction.operation == Operation::kMultiplyAdd) {
        std::optional<uint64_t> factor = values_->Before(definition, instruction.source3);
        if (!factor) return std::nullopt;
        const Extend extend = instruction.source2_extend;
        index = ScaledIndex(*index, extend, Shift::kNone, 0, width);
        factor = ScaledIndex(*factor, extend, Shift::kNone, 0, width);
        if (!index || !factor) return std::nullopt;
        return SignExtend(*index * *factor, width);
    }
    if (other == instruction.source2) {
        index = ScaledIndex(*index, instruction.source2_extend, instruction.source2_shift, instruction.source2_amount,
                            width);
    }
    if (!index) return std::nullopt;
    return SignExtend(*index + static_cast<uint64_t>(instruction.immediate), width);
}

// `base + index * size`, in one instruction: which of the registers is the pointer shows by what it can be traced to.
PointerWalk::Traced PointerWalk::TraceIndexed(size_t definition, RegisterId reg, int depth) const {
    const Instruction& instruction = code_[definition].instruction;
    const std::string two_registers = NameOf(reg) + " was computed from two registers";
    if (instruction.operation == Operation::kSubtract || instruction.narrow || instruction.source == kNoRegister) {
        return std::unexpected(two_registers);
    }
    RegisterId base = instruction.source;
    RegisterId index = instruction.source2;
    Traced traced = Trace(definition, base, depth);
    const bool first = traced && IsAddress(*traced);
    if (instruction.operation == Operation::kAdd && IsPlain(instruction)) {
        Traced other = Trace(definition, index, depth);
        const bool second = other && IsAddress(*other);
        if (first && second) return std::unexpected(NameOf(reg) + " is the sum of two pointers");
        if (second) {
            traced = std::move(other);
            std::swap(base, index);
        }
    }
    if (!traced) return std::unexpected(std::format("{}, and {}", two_registers, traced.error()));
    if (!IsAddress(*traced)) return std::unexpected(two_registers);
    if (!traced->object && PointsToVoid(traced->type) && ReadingsOf(*traced).empty()) {
        return std::unexpected(std::format("{}, and {} is a void pointer", two_registers, traced->expression));
    }
    if (traced->is_per_cpu) return InstanceOf(*std::move(traced));
    std::optional<int64_t> added = AddedTo(definition, base, reg);
    if (!added) return std::unexpected(two_registers + ", and the value of the index is not known");
    traced->Add(*added);
    traced->evidence.push_back(std::format("{:#x} was added to {} for an index", *added, traced->expression));
    GoToElement(definition, index, *traced);
    return traced;
}

std::optional<TracedValue> PointerWalk::TraceTable(size_t index, const MemoryAccess& access, int64_t behind) const {
    std::optional<TracedValue> value = AddressAt(index, places_.TableOf(index, access));
    if (!value || value->is_per_cpu) return std::nullopt;
    value->Add(behind);
    value->evidence.push_back(std::format("the instruction adds {:#x} to it for an index", behind));
    GoToElement(index, access.index != kNoRegister ? access.index : access.base, *value);
    return value;
}

// What is added to the address of a per-CPU variable leads to that of one CPU: this CPU's, or, as is not told apart,
// another's. Where each lies was not recorded, but what lies in it is the same.
PointerWalk::Traced PointerWalk::InstanceOf(TracedValue variable) const {
    if (variable.object.Complete().kind() == TypeKind::kArray) {
        return std::unexpected(
            std::format("{} is a per-CPU variable, and where this CPU's lies was not recorded", variable.Prefix({})));
    }
    variable.is_per_cpu = false;
    variable.ambiguous = true;
    variable.entry_register.reset();
    variable.holders.clear();
    variable.evidence.push_back(std::format("the address of one CPU's {} was made of it", variable.Prefix({})));
    return variable;
}

// `[table, offset]` where the table is a per-CPU variable.
PointerWalk::Traced PointerWalk::TraceInstance(size_t index, const MemoryAccess& access, int depth) const {
    bool is_plain = access.base != kNoRegister && access.index != kNoRegister && !access.index_unknown &&
                    access.index_shift == Shift::kNone && access.index_extend == Extend::kNone &&
                    !access.subtract_index && access.write_back == WriteBack::kNone;
    for (RegisterId reg : {access.base, access.index}) {
        if (!is_plain) break;
        Traced variable = Trace(index, reg, depth + kDeepest / 4);
        if (variable && variable->is_per_cpu) return InstanceOf(*std::move(variable));
    }
    return std::unexpected(Untraceable("it was loaded through an index register"));
}

// Of an array the element is what is pointed to, whether the array has so many or not.
void PointerWalk::GoToElement(size_t definition, RegisterId index, TracedValue& value) const {
    TypeRef array = value.object.Complete();
    if (array.kind() != TypeKind::kArray || array.Dimensions().size() != 1) return;
    std::optional<uint64_t> element = array.Target().Size();
    if (!element || *element == 0 || *element > INT32_MAX) return;
    const int64_t size = static_cast<int64_t>(*element);
    int64_t number = value.offset / size - (value.offset % size < 0 ? 1 : 0);
    std::optional<uint64_t> count = array.Dimensions().front();
    bool is_outside = number < 0 || (count && static_cast<uint64_t>(number) >= *count);
    if (is_outside && count) {
        value.evidence.push_back(
            std::format("index {} lies outside of {}, which has {} elements", number, value.Prefix({}), *count));
    }
    value.expression = std::format("&{}[{}]", value.Prefix({}), NameIndex(definition, index, number));
    value.object = array.Target();
    value.offset -= number * size;
}

// "info->filter", where the register was loaded from a member, else the number.
std::string PointerWalk::NameIndex(size_t definition, RegisterId index, int64_t number) const {
    std::string text = std::format("{}", number);
    Definition loaded = code_.FindDefinition(definition, index);
    if (loaded.kind != Definition::Kind::kInstruction) return text;
    const Instruction& instruction = code_[loaded.index].instruction;
    if (instruction.operation != Operation::kLoad || instruction.memory.empty()) return text;
    const MemoryAccess& access = instruction.memory[0];
    bool is_plain = access.data == index && access.base != kNoRegister && access.index == kNoRegister &&
                    !access.index_unknown && access.write_back == WriteBack::kNone && access.segment == kNoRegister;
    if (!is_plain) return text;
    Traced base = Trace(loaded.index, access.base, kDeepest / 2);
    const int64_t from_base = base ? AddWrapped(base->offset, access.displacement) : 0;
    if (!base || base->ambiguous || from_base < 0) return text;
    const uint64_t offset = static_cast<uint64_t>(from_base);
    TypeRef pointee = base->Pointee();
    bool is_number = pointee.kind() == TypeKind::kBase && pointee.Size() == access.size_bytes;
    if (is_number && offset == 0 && !base->object) return "*" + base->expression;
    MemberLookup lookup = FindMember(pointee, offset, access.size_bytes);
    if (lookup.paths.size() != 1 || lookup.paths.front().size != access.size_bytes) return text;
    return base->Prefix(lookup.paths.front().path) + lookup.paths.front().path;
}

}  // namespace faultbox
