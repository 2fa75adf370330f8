#include <format>

#include "host/explain/explain_access.h"
#include "host/explain/member_finding.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

Explanation Unknown(std::string reason) {
    return {.reason_missing = std::move(reason)};
}

std::string CallEvidence(const LinkedLocation& lr, const std::string& reg, uint64_t pc) {
    return std::format("lr points behind a call through {} at {}+{:#x}, and the pc is {:#x}", reg, lr.function.name,
                       lr.address - lr.function.address, pc);
}

Finding FindingOf(CrashContext& context, const LinkedLocation& lr, const std::string& reg, const TracedValue& traced,
                  uint64_t pc) {
    ClassifiedValue value = ClassifyValue(pc, *context.arch());
    Finding finding;
    finding.access = Access::kExecute;
    finding.member = DescribeMember(traced.loaded_from->type, traced.loaded_from->member);
    finding.innermost = finding.member;
    finding.pointer = BadPointer{.reg = reg,
                                 .value = pc,
                                 .value_class = value.name,
                                 .expression = traced.expression,
                                 .type = traced.type.Name(),
                                 .origin = std::nullopt};
    SymbolFit fit = context.FitOf(context.event().lr().module()).fit;
    bool fits = fit == SymbolFit::kBuildId || fit == SymbolFit::kConsistent;
    finding.confidence = !fits ? Confidence::kPossible : traced.ambiguous ? Confidence::kLikely : Confidence::kCertain;
    finding.evidence.push_back(CallEvidence(lr, reg, pc));
    finding.evidence.insert(finding.evidence.end(), traced.evidence.begin(), traced.evidence.end());
    finding.claim = std::format("call through {} ({} +{:#x}): it is {}", traced.expression, finding.member->type,
                                finding.member->offset, value.description);
    return finding;
}

}  // namespace

Explanation ExplainBadCall(CrashContext& context) {
    std::optional<uint64_t> pc = PcAddress(context.event());
    std::optional<LinkedLocation> lr = context.Lr();
    if (!pc) return Unknown("the crash states no pc");
    if (!lr) return Unknown("the pc holds no code, and no symbol file has the place that lr points to");
    auto view = context.ViewOf(*lr);
    if (!view) return Unknown(view.error());
    std::optional<size_t> call = (*view)->code.IndexBefore(lr->address);
    if (!call || (*view)->code[*call].instruction.operation != Operation::kCallRegister) {
        return Unknown(
            "the instruction before the address in lr is no call through a register: the bad jump was made "
            "elsewhere, by a tail call or a return");
    }
    RegisterId source = (*view)->code[*call].instruction.source;
    auto traced = (*view)->walk.Trace(*call, source);
    if (!traced) return Unknown(traced.error());
    if (!traced->loaded_from) {
        if (auto origin = (*view)->walk.TraceOrigin(*call, source); origin && origin->loaded_from) traced = origin;
    }
    if (!traced->loaded_from || traced->offset != 0) {
        return Unknown(traced->expression + " was called, which was loaded from no structure");
    }
    Explanation explanation;
    explanation.findings.push_back(FindingOf(context, *lr, context.arch()->registers[source].name, *traced, *pc));
    explanation.verdict = explanation.findings.front().claim;
    return explanation;
}

}  // namespace faultbox
