#include "host/explain/pointer_walk.h"

#include <algorithm>
#include <bit>
#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"

namespace faultbox {
namespace {

std::unexpected<Untraceable> Because(std::string reason) {
    return std::unexpected(std::move(reason));
}

// Which element of a multiple transfer a register is.
uint64_t ElementOf(const MemoryAccess& access, RegisterId reg) {
    if (access.data_mask != 0) return static_cast<uint64_t>(std::popcount(access.data_mask & ((1ull << reg) - 1)));
    return reg == access.data2 && reg != access.data ? 1 : 0;
}

bool Loads(const Instruction& instruction, RegisterId reg) {
    if (instruction.operation != Operation::kLoad || instruction.memory.empty()) return false;
    const MemoryAccess& access = instruction.memory[0];
    return access.data == reg || access.data2 == reg || Bit(access.data_mask, reg);
}

// `add %gs:this_cpu_off, %rax`: takes what is at the segment's base and no other register.
bool AddsPerCpuOffset(const Instruction& instruction, RegisterId reg) {
    bool takes = instruction.operation == Operation::kLoad && instruction.memory.size() == 1 &&
                 instruction.memory[0].segment != kNoRegister && instruction.memory[0].data == kNoRegister;
    return takes && instruction.clobbers == uint64_t{1} << reg;
}

}  // namespace

std::string PointerWalk::LineOf(size_t index) const {
    const std::vector<CodeFrame>& frames = file_.FramesAt(code_[index].address);
    if (frames.empty() || frames.front().line == 0) return {};
    std::string_view file = frames.front().file;
    return std::format("{}:{}", file.substr(file.rfind('/') + 1), frames.front().line);
}

PointerWalk::Traced PointerWalk::Trace(size_t index, RegisterId reg, int depth) const {
    if (depth > kDeepest) return Because("the chain of instructions behind " + NameOf(reg) + " is too long");
    std::optional<TracedValue> variable = FindVariableFrom(index, reg);
    if (variable && !PointsToVoid(variable->type)) {
        variable->holders = {{index, reg}};
        SetEntry(*variable, index, reg);
        return *variable;
    }
    Definition definition = code_.FindLikelyDefinition(index, reg);
    Traced traced = TraceWithoutName(definition, index, reg, depth);
    if (!traced) {
        std::vector<TracedValue> readings = ReadingsFrom(index, reg);
        if (!readings.empty()) traced = std::move(readings.front());
    }
    if (!traced) {
        std::optional<int64_t> place = Slots().AddressIn(index, reg);
        std::optional<TracedValue> object = place ? StackVariableAt(index, *place) : std::nullopt;
        if (object) traced = *std::move(object);
    }
    if (traced) {
        traced->holders.push_back({index, reg});
        return traced;
    }
    if (!variable) return traced;
    return Because(std::format("{} is a void pointer, and {}", variable->expression, traced.error()));
}

// By who wrote the register.
PointerWalk::Traced PointerWalk::TraceWithoutName(const Definition& definition, size_t index, RegisterId reg,
                                                  int depth) const {
    switch (definition.kind) {
        case Definition::Kind::kFunctionEntry: {
            Traced traced = TraceEntry(reg);
            if (traced && definition.may_miss_paths) traced->MakeAmbiguous();
            return traced;
        }
        case Definition::Kind::kInstruction: {
            Traced traced = TraceDefinition(definition.index, reg, depth + 1);
            if (!traced) {
                if (auto stored = TraceStored(definition.index, index, reg, depth + 1)) {
                    traced = *std::move(stored);
                    if (code_.may_miss_paths()) traced->MakeAmbiguous();  // One may lead past the store.
                }
            }
            if (!traced) {
                if (auto passed = TracePassed(definition.index, index, reg)) traced = *std::move(passed);
            }
            if (traced && definition.may_miss_paths) traced->MakeAmbiguous();
            return traced;
        }
        case Definition::Kind::kUnknown:
            break;
    }
    return Because(std::format("no variable is known to be in {}, and {}", NameOf(reg), definition.reason));
}

// A copy, or a sum with a constant: what is added, and to which register.
std::optional<PointerWalk::Step> PointerWalk::StepBack(size_t index, RegisterId reg) const {
    const Instruction& writer = code_[index].instruction;
    bool is_plain = writer.destination == reg && !writer.narrow && writer.source2 == kNoRegister &&
                    code_.ReferenceIn(code_[index].address, writer.length) == nullptr;
    if (!is_plain) return std::nullopt;
    if (writer.operation == Operation::kMove) return Step{writer.source, 0, index};
    if (writer.operation == Operation::kAdd) return Step{writer.source, writer.immediate, index};
    if (writer.operation == Operation::kSubtract)
        return Step{writer.source, SubtractWrapped(0, writer.immediate), index};
    return std::nullopt;
}

// Follows copies and sums with constants back to the register that the function was entered with.
void PointerWalk::SetEntry(TracedValue& value, size_t index, RegisterId reg) const {
    int64_t added = 0;
    bool is_likely = false;
    for (int depth = 0; depth < kDeepest; ++depth) {
        Definition definition = code_.FindLikelyDefinition(index, reg);
        is_likely |= definition.may_miss_paths;
        if (definition.kind == Definition::Kind::kFunctionEntry) {
            value.SetEntry(reg, added, is_likely);
            return;
        }
        if (definition.kind == Definition::Kind::kUnknown) return;
        std::optional<Step> step = StepBack(definition.index, reg);
        if (!step) step = StepThroughStack(definition.index, reg);
        if (!step) return;
        is_likely |= step->is_likely;
        added = AddWrapped(added, step->added);
        reg = step->source;
        index = step->index;
    }
}

std::optional<TracedValue> PointerWalk::TraceToEntry(size_t index, RegisterId reg) const {
    TracedValue value;
    SetEntry(value, index, reg);
    if (!value.entry_register) return std::nullopt;
    value.offset = value.entry_offset;
    value.ambiguous = value.entry_is_likely;
    return value;
}

std::optional<TracedValue> PointerWalk::TraceOuter(size_t index, RegisterId reg) const {
    int64_t added = 0;
    bool is_likely = false;
    for (int depth = 0; depth < kDeepest; ++depth) {
        Definition definition = code_.FindLikelyDefinition(index, reg);
        if (definition.kind != Definition::Kind::kInstruction) return std::nullopt;
        std::optional<Step> step = StepBack(definition.index, reg);
        if (!step) step = StepThroughStack(definition.index, reg);
        if (!step) return std::nullopt;
        is_likely |= definition.may_miss_paths || step->is_likely;
        added = AddWrapped(added, step->added);
        reg = step->source;
        index = step->index;
        if (step->added == 0) continue;
        Traced outer = Trace(index, reg);
        if (!outer || AddWrapped(outer->offset, added) == 0) continue;
        outer->Add(added);
        if (is_likely) outer->MakeAmbiguous();
        return *std::move(outer);
    }
    return std::nullopt;
}

PointerWalk::Traced PointerWalk::TraceOrigin(size_t index, RegisterId reg) const {
    Definition definition = code_.FindLikelyDefinition(index, reg);
    if (definition.kind != Definition::Kind::kInstruction) return Because("nothing in this function wrote it");
    Traced traced = TraceDefinition(definition.index, reg, 1);
    if (traced && definition.may_miss_paths) traced->MakeAmbiguous();
    return traced;
}

PointerWalk::Traced PointerWalk::TraceEntry(RegisterId reg) const {
    std::optional<TracedValue> parameter = FindVariable(code_[code_.entry()].address, reg);
    if (!parameter) {
        return Because(std::format("{} holds what the caller left in it, and no parameter is there", NameOf(reg)));
    }
    parameter->SetEntry(reg, 0);
    return *parameter;
}

PointerWalk::Traced PointerWalk::TraceDefinition(size_t definition, RegisterId reg, int depth) const {
    const Instruction& instruction = code_[definition].instruction;
    if (auto address = AddressAt(definition, places_.WrittenBy(definition, reg))) return *std::move(address);
    if (Loads(instruction, reg)) return TraceLoad(definition, reg, depth);
    if (instruction.narrow) return Because(NameOf(reg) + " was computed in 32 bits");
    if (AddsPerCpuOffset(instruction, reg)) {
        Traced variable = Trace(definition, reg, depth);
        return variable && variable->is_per_cpu ? InstanceOf(*std::move(variable))
                                                : Because(NameOf(reg) + " was computed with the CPU's own data");
    }
    switch (instruction.operation) {
        case Operation::kMove:
            return Trace(definition, instruction.source, depth);
        case Operation::kAdd:
        case Operation::kSubtract:
            return TraceSum(definition, reg, depth);
        case Operation::kMultiplyAdd:
            return TraceIndexed(definition, reg, depth + kDeepest / 4);
        case Operation::kMoveImmediate:
        case Operation::kMoveTop:
            return Because(NameOf(reg) + " was set to a constant");
        case Operation::kCall:
        case Operation::kCallRegister: {
            std::optional<CallSite> call = file_.CallSiteAt(code_[definition].address + instruction.length);
            if (!call || call->target.empty()) return Because(NameOf(reg) + " was returned by a function");
            return Because(std::format("{} was returned by {}()", NameOf(reg), call->target));
        }
        default:
            return Because(std::format("{} was computed in a way that is not followed", NameOf(reg)));
    }
}

PointerWalk::Traced PointerWalk::TraceSum(size_t definition, RegisterId reg, int depth) const {
    const Instruction& instruction = code_[definition].instruction;
    if (instruction.source2 != kNoRegister) return TraceIndexed(definition, reg, depth + kDeepest / 4);
    Traced traced = Trace(definition, instruction.source, depth);
    if (!traced) return traced;
    int64_t added = instruction.operation == Operation::kSubtract ? SubtractWrapped(0, instruction.immediate)
                                                                  : instruction.immediate;
    traced->Add(added);
    return traced;
}

PointerWalk::Traced PointerWalk::TraceLoad(size_t definition, RegisterId reg, int depth) const {
    const MemoryAccess& access = code_[definition].instruction.memory[0];
    return TraceLoaded(definition, access, ElementOf(access, reg), depth);
}

PointerWalk::Traced PointerWalk::TraceLoaded(size_t index, const MemoryAccess& access, uint64_t element,
                                             int depth) const {
    if (access.size_bytes != arch_.pointer_size) return Because("less than a pointer was loaded");
    if (auto variable = AddressAt(index, places_.AccessedBy(index, access))) {
        if (access.segment != kNoRegister && !variable->is_per_cpu)
            return Because("it was loaded from another segment");
        return Dereference(*variable, static_cast<int64_t>(element * access.size_bytes), index);
    }
    if (access.segment != kNoRegister) return Because("it was loaded from the CPU's own data (a segment)");
    if (access.pc_relative) return Because("it was loaded from a place beside the code: a constant or a variable");
    if (access.base == kNoRegister) return Because("it was loaded from an absolute address");
    const int64_t inner = static_cast<int64_t>(element * access.size_bytes);
    if (access.index != kNoRegister || access.index_unknown) {
        Traced instance = TraceInstance(index, access, depth);
        return instance ? Dereference(*instance, AddWrapped(access.displacement, inner), index) : instance;
    }
    if (access.base == arch_.sp) {
        std::optional<int64_t> place = Slots().PlaceOf(index, access);
        if (!place) return Because("it was loaded from the stack, whose depth there is not known");
        return TraceSlot(index, AddWrapped(*place, inner), depth);
    }
    Traced base = Trace(index, access.base, depth);
    if (!base) {
        std::optional<int64_t> place = Slots().PlaceOf(index, access);
        return place ? TraceSlot(index, AddWrapped(*place, inner), depth) : base;
    }
    std::optional<int64_t> displacement = DisplacementOf(index, access);
    if (!displacement) return Because("it was loaded from a place of another file, behind a register");
    return Dereference(*base, AddWrapped(*displacement, inner), index);
}

// What the instruction adds to the base; in a module of x86 that may be an address which the loader fills in.
std::optional<int64_t> PointerWalk::DisplacementOf(size_t index, const MemoryAccess& access) const {
    const FunctionCode::Entry& entry = code_[index];
    const bool is_filled_in =
        IsX86(arch_.arch) && code_.ReferenceIn(entry.address, entry.instruction.length) != nullptr;
    if (!is_filled_in) return access.write_back == WriteBack::kAfter ? 0 : access.displacement;
    std::optional<FixedPlace> place = places_.TableOf(index, access);
    if (!place || !place->address) return std::nullopt;
    return static_cast<int64_t>(*place->address);
}

// The first name of the value whose type has a pointer there.
PointerWalk::Traced PointerWalk::Dereference(const TracedValue& base, int64_t displacement, size_t at) const {
    Traced loaded = DereferenceAs(base, displacement, at);
    if (loaded) return loaded;
    for (const TracedValue& reading : ReadingsOf(base)) {
        if (Traced other = DereferenceAs(reading, displacement, at)) return other;
    }
    if (auto container = ContainerOf(base, displacement, at)) return DereferenceAs(*container, displacement, at);
    return loaded;
}

// Follows `*(base + displacement)` to the pointer that is stored there.
PointerWalk::Traced PointerWalk::DereferenceAs(const TracedValue& base, int64_t displacement, size_t at) const {
    TypeRef structure = base.Pointee();
    int64_t offset = AddWrapped(base.offset, displacement);
    TracedValue loaded{.ambiguous = base.ambiguous, .evidence = base.evidence};
    if (base.object && structure.is_pointer() && offset == 0)
        loaded.evidence.push_back(std::format("{} is a variable ({})", base.Prefix({}), structure.Name()));
    if (structure.is_pointer() && offset == 0) {
        loaded.expression = base.object ? base.Prefix({}) : "*" + base.expression;
        loaded.type = structure;
        return loaded;
    }
    if (structure.kind() == TypeKind::kVoid || structure.kind() == TypeKind::kNone) {
        return Because(base.expression + " is a void pointer");
    }
    if (offset < 0)
        return Because(std::format("{} is read {} bytes before its object", base.expression, Magnitude(offset)));
    MemberLookup lookup = FindMember(structure, static_cast<uint64_t>(offset), arch_.pointer_size);
    if (lookup.paths.empty()) {
        return Because(DescribeMiss(lookup.miss, structure, static_cast<uint64_t>(offset)));
    }
    const MemberPath& member = lookup.paths.front();
    if (member.inner_offset != 0 || member.size != arch_.pointer_size) {
        return Because(std::format("no pointer lies at {:#x} of {}", offset, structure.Name()));
    }
    loaded.expression = base.Prefix(member.path) + member.path;
    loaded.type = member.type;
    loaded.loaded_from = LoadedFrom{structure, member};
    loaded.ambiguous |= lookup.paths.size() > 1;
    std::string line = LineOf(at);
    loaded.evidence.push_back(std::format("{} was loaded from {} +{:#x}{}{}", loaded.expression, structure.Name(),
                                          offset, line.empty() ? "" : " at ", line));
    return loaded;
}

}  // namespace faultbox
