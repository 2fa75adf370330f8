#include "host/explain/explain_unstated.h"

#include <algorithm>
#include <format>

#include "host/explain/explain_fault.h"
#include "host/explain/faulting_access.h"
#include "host/explain/general_protection.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

constexpr const char* kNotCaptured = "the line that states the fault is not in the text";

// What an access to the address alone proves.
Confidence FaultsAt(CrashContext& context, uint64_t address) {
    switch (ClassifyValue(address, *context.arch()).value_class) {
        case ValueClass::kKernel:
        case ValueClass::kUserSpace:
            return Confidence::kPossible;  // May well be mapped.
        default:
            return Confidence::kLikely;
    }
}

// The CPU reported a failed access to data, only its address is missing. (A general protection fault of x86 has other
// reasons as well.)
bool HasStatusOfAccess(CrashContext& context) {
    const format::Event& event = context.event();
    if (!event.has_fault_status() || !IsMemoryFault(KindOf(event))) return false;
    const Access access = context.arch()->decode_fault(event.fault_status(), event.prefetch()).access;
    return access == Access::kRead || access == Access::kWrite;
}

// A jump to where nothing is mapped leaves a pc that is no function's; else what the instruction there accesses.
std::expected<AddressOfAccess, std::string> FindAddress(CrashContext& context) {
    if (context.arch() == nullptr) return std::unexpected("the CPU of the crash is not known");
    std::optional<uint64_t> pc = PcAddress(context.event());
    if (pc && context.event().pc().symbol().empty() && FaultsAt(context, *pc) == Confidence::kLikely) {
        return AddressOfAccess{*pc, Access::kExecute};
    }
    return FindAddressOfAccess(context);
}

std::string WhatIsAccessed(const AddressOfAccess& access) {
    if (access.direction == Access::kExecute) return std::format("{}; the pc is {:#x}", kNotCaptured, access.address);
    return std::format("{}; the instruction at the pc, a {}, accesses {:#x} by the registers", kNotCaptured,
                       WordFor(access.direction), access.address);
}

// The address is that of the instruction, and no line of the text has it as the fault's.
void Unstate(std::string& evidence) {
    constexpr std::string_view kStated = ": the fault address";
    if (evidence.ends_with(kStated)) evidence.resize(evidence.size() - kStated.size());
}

// The CPU states no address with it, but one that is not canonical is no other's than the fault's.
Explanation ExplainProtectionFault(CrashContext& context, const SymbolVerdict& fit) {
    constexpr const char* kNone =
        "the CPU states no address, and none that the instruction at the pc accesses is "
        "known not to be canonical";
    const std::optional<OperandAtPc> operand = FindNonCanonicalOperand(context);
    if (!operand) return {.reason_missing = BetterReason(fit, kNone)};
    Explanation by_operand = ExplainNonCanonicalOperand(*operand, context);
    by_operand.reason_missing = BetterReason(fit, "nothing leads from the operand to a structure");
    if (!Agrees(fit.fit)) return by_operand;
    format::Event stated = context.event();
    stated.set_fault_address(*operand->address);
    stated.set_stated_access(static_cast<uint32_t>(operand->direction));
    CrashContext assumed = context.Assuming(stated);
    Explanation explanation = ExplainFault(assumed, fit);
    if (explanation.findings.empty() || !explanation.findings[0].member) {
        if (!explanation.reason_missing.empty()) by_operand.reason_missing = explanation.reason_missing;
        return by_operand;
    }
    for (Finding& finding : explanation.findings) std::ranges::for_each(finding.evidence, Unstate);
    return explanation;
}

// What nothing but the fault's own line would prove.
void Weaken(Explanation& explanation, Confidence most, const std::string& evidence) {
    for (Finding& finding : explanation.findings) {
        finding.confidence = std::min(finding.confidence, most);
        std::ranges::for_each(finding.evidence, Unstate);
        finding.evidence.insert(finding.evidence.begin(), evidence);
    }
}

}  // namespace

Explanation ExplainUnstated(CrashContext& context, const SymbolVerdict& fit) {
    if (IsProtectionFault(context.event())) return ExplainProtectionFault(context, fit);
    std::expected<AddressOfAccess, std::string> access = FindAddress(context);
    if (!access) {
        const std::string reason = std::format("{}; {}", kNotCaptured, access.error());
        return {.reason_missing = fit.fit == SymbolFit::kRefused ? BetterReason(fit, reason) : reason};
    }
    Confidence most = FaultsAt(context, access->address);
    if (HasStatusOfAccess(context)) most = Confidence::kLikely;
    const std::string what = WhatIsAccessed(*access);
    if (most == Confidence::kPossible) return {.reason_missing = what + ", which may well be mapped"};
    format::Event stated = context.event();
    stated.set_fault_address(access->address);
    if (!IsMemoryFault(KindOf(stated))) stated.set_kind(static_cast<uint32_t>(EventKind::kPageFault));
    if (!stated.has_stated_access() && !stated.has_fault_status()) {
        stated.set_stated_access(static_cast<uint32_t>(access->direction));
    }
    CrashContext assumed = context.Assuming(stated);
    Explanation explanation = ExplainFault(assumed, fit);
    Weaken(explanation, most, what);
    if (explanation.findings.empty()) {
        explanation.findings.push_back(
            {.claim = explanation.verdict, .confidence = most, .access = access->direction, .evidence = {what}});
    }
    return explanation;
}

}  // namespace faultbox
