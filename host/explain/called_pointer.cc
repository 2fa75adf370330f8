#include "host/explain/called_pointer.h"

#include "host/explain/member_finding.h"
#include "host/explain/value_class.h"

namespace faultbox {

std::expected<TracedValue, std::string> TraceFunctionPointer(const FunctionView& view, size_t index, RegisterId reg) {
    auto traced = view.walk.Trace(index, reg);
    if (traced && !traced->loaded_from) {
        if (auto origin = view.walk.TraceOrigin(index, reg); origin && origin->loaded_from) return origin;
    }
    return traced;
}

std::expected<TracedValue, std::string> LoadedFromMember(std::expected<TracedValue, std::string> called) {
    if (!called || (called->loaded_from && called->offset == 0)) return called;
    return std::unexpected(called->expression + " was called, which was loaded from no structure");
}

Finding DescribeCall(CrashContext& context, const TracedValue& called, const std::string& where, uint64_t value,
                     SymbolFit fit) {
    Finding finding;
    finding.access = Access::kExecute;
    finding.member = DescribeMember(called.loaded_from->type, called.loaded_from->member);
    finding.innermost = finding.member;
    finding.pointer = BadPointer{.reg = where,
                                 .value = value,
                                 .value_class = ClassifyValue(value, *context.arch()).name,
                                 .expression = called.expression,
                                 .type = called.TypeName(),
                                 .origin = std::nullopt};
    finding.confidence = !Agrees(fit)       ? Confidence::kPossible
                         : called.ambiguous ? Confidence::kLikely
                                            : Confidence::kCertain;
    return finding;
}

}  // namespace faultbox
