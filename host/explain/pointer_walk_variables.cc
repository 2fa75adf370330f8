// Variables whose values registers hold, by the debug information.
#include <algorithm>
#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"
#include "host/explain/container.h"
#include "host/explain/pointer_walk.h"
#include "host/explain/variable_part.h"

namespace faultbox {
namespace {

constexpr size_t kFarthestAhead = 4;  // Instructions.
constexpr size_t kMostReadings = 8;

using dwarf::SimpleLocation;

// The variable is nowhere, but its value is the register plus a constant.
bool IsSumWith(const dwarf::Location& location, RegisterId reg) {
    return location.kind == SimpleLocation::Kind::kValue && location.pieces.empty() &&
           location.value.base == dwarf::SymbolicValue::Base::kRegister && location.value.reg == reg;
}

// The pointer that `reg` holds as a member of a structure that is split over registers.
std::optional<TracedValue> ReadingOfPart(const Variable& variable, RegisterId reg, const ArchInfo& arch) {
    std::optional<MemberPath> part = FindPart(variable, reg, arch.pointer_size);
    if (!part || !part->type.Complete().is_pointer() || PointsToVoid(part->type)) return std::nullopt;
    TracedValue reading{.expression = std::format("{}.{}", variable.name, part->path), .type = part->type};
    reading.evidence.push_back(std::format("{} holds {} ({}), which is a part of {} ({}) of {}()",
                                           arch.registers[reg].name, reading.expression, part->type.Name(),
                                           variable.name, variable.type.Name(), variable.function));
    return reading;
}

bool SameReading(const TracedValue& a, const TracedValue& b) {
    return a.offset == b.offset && a.type.Pointee() == b.type.Pointee();
}

bool IsAmong(const std::vector<TracedValue>& readings, const TracedValue& reading) {
    return std::ranges::any_of(readings, [&](const TracedValue& known) { return SameReading(known, reading); });
}

}  // namespace

bool HoldsWhole(const dwarf::Location& location, RegisterId reg) {
    return location.kind == SimpleLocation::Kind::kRegister && location.pieces.empty() && location.value.reg == reg &&
           location.value.offset == 0;
}

bool PointsToVoid(const TypeRef& type) {
    TypeKind pointee = type.Pointee().kind();
    return pointee == TypeKind::kVoid || pointee == TypeKind::kNone;
}

// The pointer that `variable` is, which the register holds, or which differs from it by a constant.
std::optional<TracedValue> PointerWalk::ReadingOf(const Variable& variable, RegisterId reg,
                                                  const std::vector<TracedValue>& known) const {
    if (!variable.type.Complete().is_pointer() || PointsToVoid(variable.type)) return std::nullopt;
    const bool is_held = HoldsWhole(variable.location, reg);
    const int64_t added = is_held ? 0 : SignExtend(variable.location.value.offset, arch_.pointer_size * 8u);
    TracedValue reading{.type = variable.type, .offset = SubtractWrapped(0, added)};
    if (IsAmong(known, reading)) return std::nullopt;
    reading.expression = variable.name;
    reading.ambiguous = variable.is_by_convention;
    const std::string sum = is_held ? "" : std::format(" {} {:#x}", added < 0 ? '-' : '+', Magnitude(added));
    reading.evidence.push_back(std::format(
        "{}{} {} {} ({}) of {}(){}", NameOf(reg), sum, is_held ? "holds" : "is", variable.name, variable.type.Name(),
        variable.function,
        variable.is_by_convention ? " when it is entered, by its type in BTF and the calling convention" : ""));
    return reading;
}

// Adds, up to `most`, all pointers to types that the register holds, or that differ from it by a constant; the
// innermost first, those that it holds before the others.
void PointerWalk::AddReadings(uint64_t address, RegisterId reg, size_t most, std::vector<TracedValue>& readings) const {
    const std::vector<Variable>& variables = file_.VariablesAt(address);
    auto add = [&](std::optional<TracedValue> reading) {
        if (reading && readings.size() < most) readings.push_back(*std::move(reading));
    };
    for (const Variable& variable : variables) {
        if (readings.size() >= most) return;
        if (variable.name.empty()) continue;
        std::optional<TracedValue> part = ReadingOfPart(variable, reg, arch_);
        if (part && !IsAmong(readings, *part)) add(std::move(part));
        if (HoldsWhole(variable.location, reg)) add(ReadingOf(variable, reg, readings));
    }
    for (const Variable& variable : variables) {
        if (readings.size() >= most) return;
        if (!variable.name.empty() && IsSumWith(variable.location, reg)) add(ReadingOf(variable, reg, readings));
    }
}

// The same of what copies of the register hold a little later, for which the location lists may begin there only.
std::vector<TracedValue> PointerWalk::ReadingsFrom(size_t index, RegisterId reg) const {
    std::vector<TracedValue> all;
    std::vector<RegisterId> holders = {reg};
    for (size_t at = index; at < code_.size() && at <= index + kFarthestAhead && !holders.empty(); ++at) {
        for (RegisterId holder : holders) {
            AddReadings(code_[at].address, holder, kMostReadings, all);
        }
        const Instruction& passed = code_[at].instruction;
        bool goes_on = at + 1 < code_.size() && code_[at + 1].address == code_[at].address + passed.length;
        if (!goes_on || !code_.IsStraight(at)) break;
        bool copies = passed.operation == Operation::kMove && !passed.conditional && !passed.narrow &&
                      std::ranges::contains(holders, passed.source);
        std::erase_if(holders, [&](RegisterId holder) { return code_.Writes(at, holder); });
        if (copies) holders.push_back(passed.destination);
    }
    return all;
}

std::vector<TracedValue> PointerWalk::ReadingsOf(const TracedValue& value) const {
    std::vector<TracedValue> all;
    for (const Holder& holder : value.holders) {
        for (TracedValue& reading : ReadingsFrom(holder.index, holder.reg)) {
            reading.Add(holder.added);
            if (holder.ambiguous) reading.MakeAmbiguous();
            reading.SetEntry(value.entry_register, value.entry_offset, value.entry_is_likely || value.ambiguous);
            all.push_back(std::move(reading));
        }
    }
    return all;
}

// The innermost variable whose value is in `reg`; one that points to a type is worth more than a `void *`.
std::optional<TracedValue> PointerWalk::FindVariable(uint64_t address, RegisterId reg) const {
    std::vector<TracedValue> readings;
    AddReadings(address, reg, 1, readings);
    if (!readings.empty() && readings.front().offset == 0) {
        return std::move(readings.front());
    }
    for (const Variable& variable : file_.VariablesAt(address)) {
        bool is_pointer = variable.type.Complete().is_pointer();
        if (variable.name.empty() || !is_pointer || !HoldsWhole(variable.location, reg)) continue;
        return TracedValue{
            .expression = std::string(variable.name), .type = variable.type, .ambiguous = variable.is_by_convention};
    }
    return std::nullopt;
}

// `base` points to a member of what a variable points to whose location the debug information does not have: the one
// variable whose type embeds that member so that a pointer lies where it is read. Only likely: nothing proves that the
// variable was made of this pointer.
std::optional<TracedValue> PointerWalk::ContainerOf(const TracedValue& base, int64_t displacement, size_t at) const {
    const TypeRef member = base.Pointee();
    if (!member.is_aggregate()) return std::nullopt;
    std::optional<TracedValue> found;
    for (const Variable& variable : file_.VariablesAt(code_[at].address)) {
        TypeRef structure = variable.type.Pointee();
        bool is_lost = variable.location.kind == SimpleLocation::Kind::kOptimizedOut;
        if (!is_lost || !structure.is_aggregate() || structure.Name() == member.Name()) continue;
        for (uint64_t offset : OffsetsOfMember(structure, member)) {
            const int64_t read = AddWrapped(AddWrapped(base.offset, displacement), static_cast<int64_t>(offset));
            if (read < 0) continue;
            MemberLookup lookup = FindMember(structure, static_cast<uint64_t>(read), arch_.pointer_size);
            bool fits = lookup.paths.size() == 1 && lookup.paths.front().inner_offset == 0 &&
                        lookup.paths.front().type.Complete().is_pointer();
            if (!fits) continue;
            TracedValue container{.expression = std::string(variable.name), .type = variable.type};
            container.offset = AddWrapped(base.offset, static_cast<int64_t>(offset));
            if (found && SameReading(*found, container)) continue;
            if (found) return std::nullopt;
            container.ambiguous = true;
            container.evidence = base.evidence;
            container.evidence.push_back(std::format("{} has a {} at {:#x}, and {} of {}() points to one",
                                                     structure.Name(), member.Name(), offset, variable.name,
                                                     variable.function));
            found = std::move(container);
        }
    }
    return found;
}

// The one variable in scope at `index` that has the type of `parameter`, whose argument it is, and no location. Only
// likely: arguments may be converted.
std::optional<TracedValue> PointerWalk::LostVariable(size_t index, const Variable& parameter) const {
    if (!parameter.type.Pointee().is_aggregate()) return std::nullopt;
    const std::string type = parameter.type.Pointee().Name();
    std::optional<TracedValue> found;
    for (const Variable& variable : file_.VariablesAt(code_[index].address)) {
        bool is_lost = variable.location.kind == SimpleLocation::Kind::kOptimizedOut && !variable.name.empty();
        if (!is_lost || variable.type.Pointee().Name() != type || !variable.type.Complete().is_pointer()) continue;
        if (found && found->expression != variable.name) return std::nullopt;
        found = TracedValue{.expression = std::string(variable.name), .type = variable.type, .ambiguous = true};
        found->evidence = {std::format("{} ({}) is passed to {}() as {}", variable.name, variable.type.Name(),
                                       parameter.function, parameter.name)};
    }
    return found;
}

// Location lists often begin a little late. A register that is not written up to an instruction at which a variable is
// in it holds that variable's value already.
std::optional<TracedValue> PointerWalk::FindVariableFrom(size_t index, RegisterId reg) const {
    std::optional<TracedValue> variable = FindVariable(code_[index].address, reg);
    for (size_t next = index + 1; next < code_.size() && next <= index + kFarthestAhead; ++next) {
        if (variable && !PointsToVoid(variable->type)) break;
        const FunctionCode::Entry& passed = code_[next - 1];
        bool adjacent = code_[next].address == passed.address + passed.instruction.length;
        if (!adjacent || !code_.IsStraight(next - 1) || Bit(passed.instruction.clobbers, reg)) break;
        if (std::optional<TracedValue> ahead = FindVariable(code_[next].address, reg)) variable = ahead;
    }
    return variable;
}

}  // namespace faultbox
