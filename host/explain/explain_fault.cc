#include "host/explain/explain_fault.h"

#include <algorithm>
#include <iterator>

#include "host/explain/bare_explanation.h"
#include "host/explain/explain_access.h"
#include "host/explain/explain_checked_call.h"

namespace faultbox {
namespace {

Explanation ExplainBySymbols(CrashContext& context) {
    if (BadJumpTarget(context)) return ExplainBadCall(context);
    std::optional<Explanation> checked = ExplainCheckedCall(context);
    return checked ? *std::move(checked) : ExplainAccess(context);
}

}  // namespace

bool IsMemoryFault(EventKind kind) {
    switch (kind) {
        case EventKind::kNullDereference:
        case EventKind::kPageFault:
        case EventKind::kProtectionFault:
        case EventKind::kUserAccessFault:
        case EventKind::kAlignmentFault:
            return true;
        default:
            return false;
    }
}

std::string BetterReason(const SymbolVerdict& symbols, const std::string& reason) {
    if (symbols.fit == SymbolFit::kNone) return symbols.reason;
    if (symbols.fit == SymbolFit::kRefused) return symbols.file + " was refused: " + symbols.reason;
    return reason;
}

Explanation ExplainFault(CrashContext& context, const SymbolVerdict& symbols) {
    Explanation explanation = ExplainBySymbols(context);
    if (!explanation.findings.empty() && explanation.reason_missing.empty()) return explanation;
    std::vector<Finding> possible = std::move(explanation.findings);
    std::string reason = BetterReason(symbols, explanation.reason_missing);
    explanation = ExplainWithoutSymbols(context);
    explanation.reason_missing = reason;
    std::ranges::move(possible, std::back_inserter(explanation.findings));
    return explanation;
}

}  // namespace faultbox
