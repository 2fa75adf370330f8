#include "host/explain/constant_pointer.h"

#include <algorithm>
#include <format>

#include "host/explain/value_class.h"

namespace faultbox {
namespace {

// Whether the address that was accessed stands in the code as a number.
bool IsStated(const FunctionView& view, size_t index, const FaultingAccess& access) {
    if (access.access.index != kNoRegister || access.access.index_unknown || access.access.pc_relative) return false;
    if (access.access.segment != kNoRegister) return false;
    const Definition definition = access.access.base == kNoRegister
                                      ? Definition{.kind = Definition::Kind::kInstruction, .index = index}
                                      : view.code.FindDefinition(index, access.access.base);
    if (definition.kind != Definition::Kind::kInstruction) return false;
    const FunctionCode::Entry& writer = view.code[definition.index];
    if (view.code.ReferenceIn(writer.address, writer.instruction.length) != nullptr) return false;
    return access.access.base == kNoRegister ||
           (writer.instruction.operation == Operation::kMoveImmediate &&
            static_cast<uint64_t>(writer.instruction.immediate) == access.base_value);
}

bool IsNull(const Variable& variable) {
    const dwarf::Location& location = variable.location;
    return location.kind == dwarf::SimpleLocation::Kind::kValue && location.pieces.empty() &&
           location.value.base == dwarf::SymbolicValue::Base::kConstant && location.value.offset == 0 &&
           !variable.name.empty() && variable.type.Complete().is_pointer();
}

// The member by the only one of `variables` that leads to one; of a function that is inlined the same pointer may have
// another name. `where` it is NULL, by the debug information. `leads` where any does.
std::optional<Finding> FindByOne(MemberRequest request, const std::vector<Variable>& variables, const char* where,
                                 bool& leads) {
    std::optional<Finding> only;
    TypeRef pointee;
    for (const Variable& variable : variables) {
        request.value = TracedValue{.expression = std::string(variable.name), .type = variable.type};
        request.value.evidence.push_back(
            std::format("the code states the address itself, and by the debug information {} ({}) is NULL {}",
                        variable.name, variable.type.Name(), where));
        std::expected<Finding, std::string> finding = FindMemberOf(request);
        if (!finding || finding->member->size != request.size) continue;
        if (only && variable.type.Pointee() == pointee && variable.inline_depth != 0) continue;
        leads = true;
        if (only) return std::nullopt;
        only = *std::move(finding);
        pointee = variable.type.Pointee();
    }
    if (only) only->confidence = std::min(only->confidence, Confidence::kLikely);
    return only;
}

}  // namespace

std::optional<Finding> ExplainConstantPointer(CrashContext& context, const FunctionView& view, size_t index,
                                              const FaultingAccess& access, MemberRequest request) {
    const uint64_t address = context.event().fault_address();
    const ValueClass value_class = ClassifyValue(address, *context.arch()).value_class;
    const bool is_small = value_class == ValueClass::kSmall || value_class == ValueClass::kNull;
    if (!is_small || !IsStated(view, index, access)) return std::nullopt;
    request.reg.clear();
    request.pointer_value = 0;
    request.offset = static_cast<int64_t>(address);
    const uint64_t code_address = view.code[index].address;
    std::vector<Variable> here = view.place.file->VariablesAt(code_address);
    std::erase_if(here, [](const Variable& variable) { return !IsNull(variable); });
    bool leads = false;
    std::optional<Finding> finding = FindByOne(request, here, "here", leads);
    if (leads) return finding;
    return FindByOne(request, view.place.file->NullPointersOfUnit(code_address), "throughout", leads);
}

}  // namespace faultbox
