#include "host/explain/explain_checked_call.h"

#include <format>

#include "host/code/kcfi_check.h"
#include "host/code/wrapped.h"
#include "host/explain/called_pointer.h"
#include "host/explain/faulting_access.h"
#include "host/explain/value_class.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

Explanation Unknown(std::string reason) {
    return {.reason_missing = std::move(reason)};
}

Explanation Known(Finding finding) {
    Explanation explanation;
    explanation.verdict = finding.claim;
    explanation.findings.push_back(std::move(finding));
    return explanation;
}

bool TrapNamesRegister(CrashContext& context) {
    return context.arch()->arch == Arch::kArm64;
}

// "codec_stop+0x30", of an address of the function.
std::string PlaceIn(const FunctionView& view, size_t index) {
    const Symbol& function = view.place.function;
    return std::format("{}+{:#x}", function.name, view.code[index].address - function.address);
}

std::string Through(const Finding& finding) {
    return std::format("call through {} ({} +{:#x})", finding.pointer->expression, finding.member->type,
                       finding.member->offset);
}

// The call that `check` stands before, through a pointer that was `value`.
std::expected<Finding, std::string> FindingOf(CrashContext& context, const FunctionView& view, const KcfiCheck& check,
                                              uint64_t value) {
    auto called = LoadedFromMember(TraceFunctionPointer(view, check.load, check.target));
    if (!called) return std::unexpected(called.error());
    const char* reg = context.arch()->registers[check.target].name;
    Finding finding = DescribeCall(context, *called, reg, value, context.FitOf(context.event().pc().module()).fit);
    finding.evidence.push_back(
        std::format("the instructions from {} on are kCFI's check before the call through {} at {}, which was {:#x}",
                    PlaceIn(view, check.load), reg, PlaceIn(view, check.call), value));
    finding.evidence.insert(finding.evidence.end(), called->evidence.begin(), called->evidence.end());
    return finding;
}

std::string_view TextOfFact(const format::Event& event, std::string_view key) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == key && !fact.has_number()) return fact.text();
    }
    return {};
}

// The kernel's words without the size: "codec_firmware+0x0/0xffffffffffffee60 [headunit]". A place in data has the
// distance to some other symbol there.
std::string RefusedTarget(const format::Event& event) {
    std::string target(TextOfFact(event, "cfi_target"));
    const size_t slash = target.find('/');
    if (slash == std::string::npos) return target;
    const size_t end = target.find(' ', slash);
    return target.substr(0, slash) + (end == std::string::npos ? "" : target.substr(end));
}

// What must be at the target and is not.
std::string MissingThere(const format::Event& event) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == "cfi_expected_type" && fact.has_number()) {
            return std::format("no function of the type that is called ({:#x}) begins there", fact.number());
        }
    }
    if (event.headline().contains("Missing ENDBR")) return "there is no ENDBR, at which alone such a branch may end";
    return "no function of the type that is called begins there";
}

// What the kernel says, without any symbol file.
Finding StatedRefusal(const format::Event& event, const std::string& target) {
    Finding finding;
    finding.access = Access::kExecute;
    finding.confidence = Confidence::kCertain;
    finding.claim = std::format("a call to {} was refused: {}", target, MissingThere(event));
    finding.evidence.push_back("the kernel's own words: " + event.headline());
    return finding;
}

// The member behind the check whose trap is at the pc.
std::expected<Finding, std::string> FindRefusedMember(CrashContext& context) {
    const format::Event& event = context.event();
    std::optional<LinkedLocation> pc = context.Pc();
    if (!pc) return std::unexpected("no symbol file for the place of the crash");
    auto view = context.ViewOf(*pc);
    if (!view) return std::unexpected(view.error());
    std::optional<size_t> trap = (*view)->code.IndexOf(pc->address);
    std::optional<KcfiCheck> check =
        trap ? FindKcfiCheckOfTrap((*view)->code, *trap, TrapNamesRegister(context)) : std::nullopt;
    if (!check && !event.headline().contains("CFI")) {
        return std::unexpected("the CPU refused a branch, and what it was made through is not stated");
    }
    if (!check) return std::unexpected("the instructions before the pc are no check of a call through a pointer");
    std::optional<uint64_t> value = context.registers().Get(check->target);
    if (!value) {
        return std::unexpected(
            std::format("{}, which was called, was not printed", context.arch()->registers[check->target].name));
    }
    return FindingOf(context, **view, *check, *value);
}

}  // namespace

std::optional<Explanation> ExplainCheckedCall(CrashContext& context) {
    if (context.arch() == nullptr) return std::nullopt;
    auto access = FindFaultingAccess(context);
    std::optional<LinkedLocation> pc = context.Pc();
    if (!access || !pc || access->from_base >= 0 || access->direction != Access::kRead) return std::nullopt;
    auto view = context.ViewOf(*pc);
    std::optional<size_t> load = view ? (*view)->code.IndexOf(pc->address) : std::nullopt;
    if (!load) return std::nullopt;
    std::optional<KcfiCheck> check = FindKcfiCheck((*view)->code, *load, TrapNamesRegister(context));
    if (!check || check->target != access->access.base) return std::nullopt;
    std::expected<Finding, std::string> finding = FindingOf(context, **view, *check, access->base_value);
    if (!finding) return Unknown(finding.error());
    finding->access = access->direction;
    finding->size = access->access.size_bytes;
    finding->claim =
        std::format("{}: it is {}; the read of its type {:#x} bytes before it faulted", Through(*finding),
                    ClassifyValue(access->base_value, *context.arch()).description, Magnitude(access->from_base));
    return Known(*std::move(finding));
}

Explanation ExplainRefusedCall(CrashContext& context) {
    const format::Event& event = context.event();
    const std::string target = RefusedTarget(event);
    std::expected<Finding, std::string> member = std::unexpected("the CPU of the crash is not known");
    if (context.arch() != nullptr) member = FindRefusedMember(context);
    if (member) {
        const std::string where = target.empty() ? "what was called is not what it must be"
                                                 : std::format("it is {}, and {}", target, MissingThere(event));
        member->claim = std::format("{} was refused: {}", Through(*member), where);
        member->evidence.push_back("the kernel's own words: " + event.headline());
        return Known(*std::move(member));
    }
    if (target.empty()) return Unknown(member.error());
    Explanation explanation = Known(StatedRefusal(event, target));
    explanation.reason_missing = member.error();
    return explanation;
}

}  // namespace faultbox
