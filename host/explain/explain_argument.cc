#include "host/explain/explain_argument.h"

#include <format>

#include "arch/common/bits.h"
#include "host/code/wrapped.h"
#include "host/explain/caller.h"
#include "host/explain/memory_function.h"
#include "host/explain/value_class.h"

namespace faultbox {
namespace {

// A load into the register that it goes through: as it faulted, that still holds what it did.
bool IsLoaded(const MemoryAccess& access, RegisterId reg) {
    return access.access == Access::kRead && (access.data == reg || access.data2 == reg || Bit(access.data_mask, reg));
}

// The argument that the access went through, `offset` and `entry_offset` bytes before its base register.
std::optional<TracedValue> UntypedArgument(CrashContext& context, const FunctionView& view, size_t index,
                                           const FaultingAccess& access) {
    const RegisterId base = access.access.base;
    // Instructions that move the register themselves (rep movs) may have come far already.
    const bool is_moved = Bit(access.instruction.clobbers, base) && !IsLoaded(access.access, base);
    if (access.access.write_back == WriteBack::kNone && !is_moved) {
        if (auto entry = view.walk.TraceToEntry(index, base)) return entry;
    }
    // How far the function had come is not known: only that the pointer was at its beginning can be shown to fit.
    std::optional<RegisterId> reg = PointerArgumentOf(view.place, *context.analysis(), access.direction);
    if (!reg) return std::nullopt;
    TracedValue argument{.offset = SubtractWrapped(0, access.from_base), .ambiguous = true};
    argument.SetEntry(*reg, argument.offset);
    return argument;
}

bool IsBadObject(uint64_t value, const ArchInfo& arch) {
    ValueClass value_class = ClassifyValue(value, arch).value_class;
    return value_class == ValueClass::kNull || value_class == ValueClass::kErrPtr ||
           value_class == ValueClass::kListPoison || value_class == ValueClass::kSlabPoison;
}

}  // namespace

std::optional<Finding> ExplainUntypedArgument(CrashContext& context, const FunctionView& view, size_t index,
                                              const FaultingAccess& access, MemberRequest request) {
    std::optional<TracedValue> argument = UntypedArgument(context, view, index, access);
    if (!argument) return std::nullopt;
    const ArchInfo& arch = *context.arch();
    const uint64_t passed = WrapToPointer(access.base_value - static_cast<uint64_t>(argument->offset), arch);
    bool is_interior = ClassifyValue(passed, arch).value_class == ValueClass::kSmall;
    CallerTrace trace = TraceIntoCaller(context, view, index, *argument, is_interior);
    if (!trace.value) return std::nullopt;
    const CallerValue& caller = *trace.value;
    request.value = caller.value;
    request.value.ambiguous |= argument->ambiguous;
    request.reg.clear();
    request.pointer_value = WrapToPointer(passed - static_cast<uint64_t>(caller.value.offset), arch);
    if (!IsBadObject(request.pointer_value, arch)) return std::nullopt;
    request.offset = AddWrapped(AddWrapped(argument->offset, access.from_base), caller.value.offset);
    request.evidence.push_back(std::format("{}() knows no structure; {}() passed {} {:+#x} in {}",
                                           view.place.function.name, caller.function, caller.value.expression,
                                           caller.value.offset, arch.registers[*argument->entry_register].name));
    std::expected<Finding, std::string> finding = FindMemberOf(request);
    if (!finding) return std::nullopt;
    finding->pointer->origin = OriginIn(caller);
    return *std::move(finding);
}

}  // namespace faultbox
