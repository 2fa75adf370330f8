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
constexpr size_t kMostVariables = 256;

// Bytes from the object to the access. Behind NULL plus an offset the whole address is one.
std::optional<uint64_t> OffsetOf(CrashContext& context, const FaultingAccess& access) {
    ClassifiedValue value = ClassifyValue(access.base_value, *context.arch());
    if (value.value_class == ValueClass::kSmall) return context.event().fault_address();
    if (access.from_base < 0) return std::nullopt;
    return static_cast<uint64_t>(access.from_base);
}

// A structure that a variable of the function points to, or a member of what the variable points to.
struct Candidate {
    TypeRef structure;
    const Variable* variable;
    std::string member;  // Empty where it is the variable.
};

// "vfs_read() uses file (struct file *)"
std::string UseOf(const Candidate& candidate) {
    const Variable& variable = *candidate.variable;
    std::string use = std::format("{}() uses {} ({})", variable.function, variable.name, variable.type.Name());
    if (!candidate.member.empty()) use += std::format(", whose {} points to such a structure", candidate.member);
    return use;
}

Finding FindingOf(CrashContext& context, const FaultingAccess& access, const Candidate& candidate,
                  const MemberPath& member) {
    const TypeRef& structure = candidate.structure;
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
    finding.evidence.push_back(std::format("{}, and {} has a member of {} byte{} there", UseOf(candidate),
                                           structure.Name(), access.access.size_bytes,
                                           access.access.size_bytes == 1 ? "" : "s"));
    return finding;
}

// The displacement from which the pointer itself was loaded.
std::optional<uint64_t> LoadedAt(CrashContext& context, const FunctionView& view, size_t index, RegisterId base) {
    Definition definition = view.code.FindDefinition(index, base);
    if (definition.kind != Definition::Kind::kInstruction) return std::nullopt;
    const Instruction& writer = view.code[definition.index].instruction;
    if (writer.operation != Operation::kLoad || writer.memory.empty()) return std::nullopt;
    const MemoryAccess& access = writer.memory[0];
    bool is_plain = access.data == base && access.base != kNoRegister && access.base != context.arch()->sp &&
                    access.index == kNoRegister && !access.index_unknown && access.segment == kNoRegister &&
                    access.write_back == WriteBack::kNone && access.displacement >= 0 &&
                    access.size_bytes == context.arch()->pointer_size;
    return is_plain ? std::optional(static_cast<uint64_t>(access.displacement)) : std::nullopt;
}

// Those that members point to which lie where the pointer was loaded, then those that variables point to; each with the
// first variable that has it.
std::vector<Candidate> CandidatesAmong(const std::vector<Variable>& variables, std::optional<uint64_t> loaded,
                                       const ArchInfo& arch) {
    std::vector<Candidate> by_member, by_variable;
    size_t left = kMostVariables;
    for (const Variable& variable : variables) {
        TypeRef structure = variable.type.Pointee();
        if (!structure.is_aggregate()) continue;
        if (left-- == 0) break;
        if (std::ranges::contains(by_variable, structure, &Candidate::structure)) continue;
        by_variable.push_back({structure, &variable, ""});
        if (!loaded) continue;
        MemberLookup lookup = FindMember(structure, *loaded, arch.pointer_size);
        if (lookup.paths.empty() || lookup.paths.front().inner_offset != 0) continue;
        TypeRef pointee = lookup.paths.front().type.Pointee();
        if (!pointee.is_aggregate() || std::ranges::contains(by_member, pointee, &Candidate::structure)) continue;
        by_member.push_back({pointee, &variable, lookup.paths.front().path});
    }
    std::ranges::move(by_variable, std::back_inserter(by_member));
    return by_member;
}

}  // namespace

std::vector<Finding> FindPossibleMembers(CrashContext& context, const FunctionView& view, size_t index,
                                         const FaultingAccess& access) {
    const SymbolFit fit = context.FitOf(context.event().pc().module()).fit;
    if (!Agrees(fit) || access.access.base == kNoRegister || access.access.base == context.arch()->sp) return {};
    std::optional<uint64_t> offset = OffsetOf(context, access);
    if (!offset || access.access.size_bytes == 0) return {};
    const uint64_t address = view.code[index].address;
    std::vector<Variable> variables = view.place.file->VariablesAt(address);
    for (const DeclaredVariable& declared : view.place.file->VariablesOf(address)) {
        variables.push_back(declared.variable);
    }
    const std::optional<uint64_t> loaded = LoadedAt(context, view, index, access.access.base);
    std::vector<Finding> findings;
    for (const Candidate& candidate : CandidatesAmong(variables, loaded, *context.arch())) {
        MemberLookup lookup = FindMember(candidate.structure, *offset, access.access.size_bytes);
        bool fits = !lookup.paths.empty() && lookup.paths.front().inner_offset == 0 &&
                    lookup.paths.front().size == access.access.size_bytes;
        if (!fits) continue;
        Finding finding = FindingOf(context, access, candidate, lookup.paths.front());
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
