#include "host/explain/possible_members.h"

#include <algorithm>
#include <format>
#include <iterator>
#include <string_view>

#include "host/explain/faulting_access.h"
#include "host/explain/member_finding.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"

namespace faultbox {
namespace {

constexpr size_t kMostShown = 4;
constexpr size_t kMostFitting = 12;  // With more, the list says nothing.

// Bytes from the object to the access. Behind NULL plus an offset the whole address is one.
std::optional<uint64_t> OffsetOf(CrashContext& context, const FaultingAccess& access) {
    ClassifiedValue value = ClassifyValue(access.base_value, *context.arch());
    if (value.value_class == ValueClass::kSmall) return context.event().fault_address();
    if (access.from_base < 0) return std::nullopt;
    return static_cast<uint64_t>(access.from_base);
}

Finding FindingOf(CrashContext& context, const FaultingAccess& access, const Variable& variable,
                  const MemberPath& member) {
    const TypeRef structure = variable.type.Pointee();
    Finding finding;
    finding.confidence = Confidence::kPossible;
    finding.access = access.direction;
    finding.size = access.access.size_bytes;
    finding.member = DescribeMember(structure, member);
    finding.innermost = finding.member;
    BadPointer pointer;
    pointer.reg = context.arch()->registers[access.access.base].name;
    pointer.value = access.base_value;
    pointer.value_class = ClassifyValue(access.base_value, *context.arch()).name;
    pointer.type = structure.Name() + " *";
    finding.pointer = pointer;
    finding.claim = std::format("{} may be of {} ({} +{:#x})", WordFor(access.direction), member.path, structure.Name(),
                                finding.member->offset);
    finding.evidence.push_back(std::format("{}() uses {} ({}), and that structure has a member of {} byte{} there",
                                           variable.function, variable.name, variable.type.Name(),
                                           access.access.size_bytes, access.access.size_bytes == 1 ? "" : "s"));
    return finding;
}

}  // namespace

std::vector<Finding> FindPossibleMembers(CrashContext& context) {
    std::optional<LinkedLocation> pc = context.Pc();
    const SymbolFit fit = context.FitOf(context.event().pc().module()).fit;
    auto access = FindFaultingAccess(context);
    bool is_known = pc && access && (fit == SymbolFit::kBuildId || fit == SymbolFit::kConsistent);
    if (!is_known || access->access.base == kNoRegister || access->access.base == context.arch()->sp) return {};
    std::optional<uint64_t> offset = OffsetOf(context, *access);
    if (!offset || access->access.size_bytes == 0) return {};
    // What is in scope at the place of the crash comes first.
    std::vector<Variable> variables = pc->file->VariablesAt(pc->address);
    std::ranges::move(pc->file->VariablesOf(pc->address), std::back_inserter(variables));
    std::vector<Finding> findings;
    for (const Variable& variable : variables) {
        TypeRef structure = variable.type.Pointee();
        if (!structure.is_aggregate()) continue;
        MemberLookup lookup = FindMember(structure, *offset, access->access.size_bytes);
        bool fits = !lookup.paths.empty() && lookup.paths.front().inner_offset == 0 &&
                    lookup.paths.front().size == access->access.size_bytes;
        if (!fits) continue;
        Finding finding = FindingOf(context, *access, variable, lookup.paths.front());
        bool known = std::ranges::any_of(findings, [&](const Finding& f) {
            return f.member->type == finding.member->type && f.member->path == finding.member->path;
        });
        if (!known) findings.push_back(std::move(finding));
        if (findings.size() > kMostFitting) return {};
    }
    if (findings.size() > kMostShown) findings.resize(kMostShown);
    return findings;
}

}  // namespace faultbox
