#include "host/explain/member_finding.h"

#include <algorithm>
#include <format>

#include "host/code/wrapped.h"
#include "host/explain/fit_of_file.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"

namespace faultbox {
namespace {

// The types may be of another file than the code at the pc: that of a caller.
bool TypesAgree(const MemberRequest& request) {
    const TracedValue& value = request.value;
    const SymbolFile* file = value.object ? value.object.file() : value.type.file();
    return file == nullptr || Agrees(FitOf(request.context, *file));
}

// Only what was proven step by step, with files that are known to fit, is certain.
Confidence Rate(const MemberRequest& request, const MemberPath& member, bool alternatives) {
    const format::Event& event = request.context.event();
    SymbolFit fit = request.context.FitOf(event.pc().module()).fit;
    if (!Agrees(fit) || !TypesAgree(request)) return Confidence::kPossible;
    bool exact = member.inner_offset == 0 && (request.size == 0 || member.size == request.size || member.bit_size);
    return exact && !alternatives && !request.value.ambiguous ? Confidence::kCertain : Confidence::kLikely;
}

BadPointer DescribePointer(const MemberRequest& request, const ClassifiedValue& value) {
    BadPointer pointer;
    pointer.reg = request.reg;
    pointer.value = request.pointer_value;
    pointer.value_class = value.name;
    pointer.expression = request.value.expression;
    pointer.type = request.value.TypeName();
    return pointer;
}

void AddSlabEvidence(const MemberRequest& request, Finding& finding) {
    for (const format::RegisterNote& note : request.context.event().register_note()) {
        const ArchInfo& arch = *request.context.arch();
        if (note.reg() >= arch.registers.size() || request.reg != arch.registers[note.reg()].name) continue;
        if (note.has_slab())
            finding.evidence.push_back(
                std::format("the kernel knows {} as part of an object of "
                            "slab {}",
                            request.reg, note.slab()));
    }
}

constexpr int kLongestChain = 32;  // Of typedefs and qualifiers.

bool IsAlias(TypeKind kind) {
    return kind == TypeKind::kTypedef || kind == TypeKind::kQualified;
}

// Without `const` and the like in front, and without typedefs where `all`.
TypeRef Unqualified(TypeRef type, bool all) {
    for (int steps = 0; steps < kLongestChain; ++steps) {
        bool passes = type.kind() == TypeKind::kQualified || (all && type.kind() == TypeKind::kTypedef);
        if (!passes) break;
        type = type.Target();
    }
    return type;
}

}  // namespace

void MemberRequest::Take(const MemberRequest& other) {
    value = other.value;
    reg = other.reg;
    pointer_value = other.pointer_value;
    offset = other.offset;
    size = other.size;
    access = other.access;
    evidence = other.evidence;
    bits = other.bits;
}

TypeRef NamedPointee(const TypeRef& pointer) {
    TypeRef complete = pointer.Pointee();
    if (!complete.is_aggregate() || !complete.Name().ends_with('}')) return complete;
    TypeRef type = Unqualified(Unqualified(pointer, true).Target(), false);
    for (int steps = 0; steps < kLongestChain && type.kind() == TypeKind::kTypedef; ++steps) {
        TypeRef next = Unqualified(type.Target(), false);
        if (!IsAlias(next.kind())) return type;
        type = next;
    }
    return complete;
}

MemberAt DescribeMember(const TypeRef& structure, const MemberPath& member) {
    MemberAt at;
    at.type = structure.Name();
    at.path = member.path;
    at.offset = member.offset + member.inner_offset;
    at.size = SizeOf(member);
    at.bit_offset = member.bit_offset;
    at.bit_size = member.bit_size;
    at.index = member.index;
    at.member_type = member.type.Name();
    return at;
}

namespace {

// Of several bit fields in what is accessed the one whose bits the code uses.
bool KeepUsedBits(const MemberRequest& request, std::vector<MemberPath>& paths) {
    if (!request.bits) return false;
    const uint64_t first = static_cast<uint64_t>(request.offset) * 8 + request.bits->first;
    auto is_it = [&](const MemberPath& path) {
        if (!path.bit_offset || !path.bit_size) return false;
        const uint64_t begin = path.offset * 8 + *path.bit_offset;
        return begin <= first && first + request.bits->count <= begin + *path.bit_size;
    };
    if (std::ranges::count_if(paths, is_it) != 1) return false;
    std::erase_if(paths, [&](const MemberPath& path) { return !is_it(path); });
    paths.front().inner_offset = 0;
    return true;
}

}  // namespace

std::expected<Finding, std::string> FindMemberOf(const MemberRequest& request) {
    const TracedValue& traced = request.value;
    TypeRef structure = traced.object ? traced.Pointee() : NamedPointee(traced.type);
    if (structure.kind() == TypeKind::kVoid || structure.kind() == TypeKind::kNone) {
        return std::unexpected(request.value.expression + " is a void pointer");
    }
    if (request.offset < 0) {
        return std::unexpected(
            std::format("the access lies {:#x} bytes before {}", Magnitude(request.offset), request.value.expression));
    }
    MemberLookup lookup = FindMember(structure, static_cast<uint64_t>(request.offset), request.size);
    if (lookup.paths.empty())
        return std::unexpected(DescribeMiss(lookup.miss, structure, static_cast<uint64_t>(request.offset)));

    const bool by_bits = KeepUsedBits(request, lookup.paths);
    ClassifiedValue value = ClassifyValue(request.pointer_value, *request.context.arch());
    const MemberPath& member = lookup.paths.front();
    Finding finding;
    finding.access = request.access;
    if (request.size != 0) finding.size = static_cast<uint32_t>(request.size);
    finding.member = DescribeMember(structure, member);
    for (size_t i = 1; i < lookup.paths.size(); ++i) finding.member->alternatives.push_back(lookup.paths[i].path);
    finding.innermost = finding.member;
    finding.pointer = DescribePointer(request, value);
    // NULL plus an offset: the member is right, but of an outer object that was not found.
    bool outer_missing = value.value_class == ValueClass::kSmall;
    finding.confidence = Rate(request, member, lookup.paths.size() > 1);
    if (outer_missing) finding.confidence = std::min(finding.confidence, Confidence::kLikely);
    finding.evidence = request.evidence;
    finding.evidence.insert(finding.evidence.end(), request.value.evidence.begin(), request.value.evidence.end());
    finding.evidence.push_back(std::format("{} has {} ({}) at {:#x}", finding.member->type, member.path,
                                           finding.member->member_type, finding.member->offset));
    if (by_bits) {
        finding.evidence.push_back(std::format("the code behind uses {} bit{} from bit {} of what is accessed",
                                               request.bits->count, request.bits->count == 1 ? "" : "s",
                                               request.bits->first));
    }
    if (outer_missing) {
        finding.evidence.push_back(std::format(
            "{:#x} is no address but an offset into an object at NULL, which was not found", request.pointer_value));
    }
    AddSlabEvidence(request, finding);
    finding.claim = ClaimOf(finding, value);
    return finding;
}

}  // namespace faultbox
