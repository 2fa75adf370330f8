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
    std::optional<Finding> only;
    for (const Variable& variable : view.place.file->NullPointersOfUnit(view.code[index].address)) {
        request.value = TracedValue{.expression = std::string(variable.name), .type = variable.type};
        request.value.evidence.push_back(
            std::format("the code states the address itself, and by the debug information {} ({}) is NULL throughout",
                        variable.name, variable.type.Name()));
        std::expected<Finding, std::string> finding = FindMemberOf(request);
        if (!finding || finding->member->size != request.size) continue;
        if (only) return std::nullopt;
        only = *std::move(finding);
    }
    if (only) only->confidence = std::min(only->confidence, Confidence::kLikely);
    return only;
}

}  // namespace faultbox
