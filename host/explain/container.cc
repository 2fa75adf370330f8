#include "host/explain/container.h"

#include <algorithm>
#include <format>
#include <unordered_map>

#include "host/code/wrapped.h"
#include "host/explain/value_class.h"
#include "host/explain/wording.h"
#include "host/symbols/type_member.h"

namespace faultbox {
namespace {

constexpr int kDeepestMember = 4;
constexpr size_t kMostOffsets = 64;
constexpr size_t kMostSteps = 100'000;  // Members that a search passes.

// A type that is looked for among others: units have definitions of their own of one type.
class WantedType {
  public:
    explicit WantedType(const TypeRef& type) : kind_(type.kind()), size_(type.Size()), name_(type.Name()) {}

    bool Is(const TypeRef& type) const { return type.kind() == kind_ && type.Size() == size_ && type.Name() == name_; }
    const std::string& name() const { return name_; }

  private:
    TypeKind kind_;
    std::optional<uint64_t> size_;
    std::string name_;
};

// Adds the offsets at which `structure` has a member of type `wanted`; arrays are not entered.
void AddOffsets(const TypeRef& structure, const WantedType& wanted, uint64_t offset, int depth, size_t& steps_left,
                std::vector<uint64_t>& offsets) {
    if (depth == kDeepestMember || offsets.size() >= kMostOffsets) return;
    for (const TypeMember& member : structure.Members()) {
        if (steps_left == 0) return;
        --steps_left;
        if (member.bit_size) continue;
        TypeRef type = member.Type().Complete();
        if (wanted.Is(type)) {
            offsets.push_back(offset + member.offset);
        } else if (type.is_aggregate()) {
            AddOffsets(type, wanted, offset + member.offset, depth + 1, steps_left, offsets);
        }
    }
}

}  // namespace

std::vector<uint64_t> OffsetsOfMember(const TypeRef& structure, const TypeRef& wanted) {
    std::vector<uint64_t> offsets;
    size_t steps_left = kMostSteps;
    AddOffsets(structure, WantedType(wanted), 0, 0, steps_left, offsets);
    return offsets;
}

namespace {

struct Container {
    Variable variable;
    uint64_t offset = 0;  ///< Of the member whose pointer it is.
};

// A structure without a variable that points to it.
struct UnnamedContainer {
    TypeRef structure;
    std::string member;   ///< The path of the member whose pointer it is.
    uint64_t offset = 0;  ///< Where that member lies.
};

bool HasExactMember(const TypeRef& structure, int64_t offset, uint64_t size) {
    if (offset < 0) return false;
    MemberLookup lookup = FindMember(structure, static_cast<uint64_t>(offset), size);
    return !lookup.paths.empty() && lookup.paths.front().inner_offset == 0 && lookup.paths.front().size == size;
}

// False where `offset` bytes behind any member of the structure lies before all of it.
bool MayHold(const TypeRef& structure, int64_t offset) {
    return offset >= 0 || Magnitude(offset) <= structure.Size().value_or(0);
}

class ContainerSearch {
  public:
    ContainerSearch(const MemberRequest& request, const FunctionView& view, size_t index)
        : request_(request), view_(view), index_(index), member_(request.value.type.Pointee()) {}

    // The one structure that can be it; nullopt where none or several can.
    std::optional<Container> Find() {
        if (!member_.is_aggregate()) return std::nullopt;
        std::optional<Container> found;
        for (const Variable& variable : view_.place.file->VariablesAt(view_.code[index_].address)) {
            TypeRef structure = variable.type.Pointee();
            if (!structure.is_aggregate() || structure.Name() == member_.Name()) continue;
            if (!MayHold(structure, request_.offset)) continue;
            for (uint64_t offset : OffsetsIn(structure)) {
                if (IsElsewhere(variable, offset)) continue;
                bool again =
                    found && found->offset == offset && found->variable.type.Pointee().Name() == structure.Name();
                if (found && !again) return std::nullopt;
                if (!found) found = Container{variable, offset};
            }
        }
        return found;
    }

  private:
    std::vector<uint64_t> OffsetsIn(const TypeRef& structure) const {
        std::vector<uint64_t> offsets = OffsetsOfMember(structure, member_);
        std::erase_if(offsets, [&](uint64_t offset) {
            return !HasExactMember(structure, AddWrapped(request_.offset, static_cast<int64_t>(offset)), request_.size);
        });
        return offsets;
    }

    // The variable is in a register whose value is another pointer.
    bool IsElsewhere(const Variable& variable, uint64_t offset) const {
        const dwarf::Location& location = variable.location;
        if (location.kind != dwarf::SimpleLocation::Kind::kRegister || !location.pieces.empty()) return false;
        std::optional<uint64_t> value = request_.context.registers().Get(location.value.reg);
        return value && *value != request_.pointer_value - offset;
    }

    const MemberRequest& request_;
    const FunctionView& view_;
    size_t index_;
    TypeRef member_;
};

// Where the access lies before what the pointer is declared to point to, the one structure of the unit that has such a
// member and, at the address accessed, one of the access's size: the source names it in container_of() alone.
class UnitSearch {
  public:
    UnitSearch(const MemberRequest& request, const FunctionView& view, size_t index)
        : request_(request),
          file_(*view.place.file),
          address_(view.code[index].address),
          member_(request.value.type.Pointee()),
          wanted_(member_) {}

    std::optional<UnnamedContainer> Find() {
        std::optional<UnnamedContainer> found;
        if (request_.offset >= 0 || request_.value.object || !member_.is_aggregate() || wanted_.name().ends_with('}')) {
            return found;
        }
        for (const TypeRef& structure : file_.StructuresOfUnit(address_)) {
            if (!MayHold(structure, request_.offset)) continue;
            for (uint64_t offset : OffsetsIn(structure, 0)) {
                if (!HasExactMember(structure, AddWrapped(request_.offset, static_cast<int64_t>(offset)),
                                    request_.size))
                    continue;
                if (found) return std::nullopt;
                size_t steps_left = kMostSteps;
                found = UnnamedContainer{structure, PathAt(structure, offset, 0, steps_left), offset};
            }
        }
        return found && !found->member.empty() ? found : std::nullopt;
    }

  private:
    // As AddOffsets(), but each type is gone through once.
    const std::vector<uint64_t>& OffsetsIn(const TypeRef& structure, int depth) {
        auto [known, is_new] = offsets_.try_emplace(structure.id());
        if (!is_new || depth == kDeepestMember) return known->second;
        std::vector<uint64_t> offsets;
        for (const TypeMember& member : structure.Members()) {
            TypeRef type = member.bit_size ? TypeRef() : member.Type().Complete();
            if (!type.is_aggregate() || offsets.size() >= kMostOffsets) continue;
            if (wanted_.Is(type)) {
                offsets.push_back(member.offset);
                continue;
            }
            for (uint64_t inner : OffsetsIn(type, depth + 1)) offsets.push_back(member.offset + inner);
        }
        return offsets_[structure.id()] = std::move(offsets);
    }

    std::string PathAt(const TypeRef& structure, uint64_t offset, int depth, size_t& steps_left) const {
        if (depth == kDeepestMember) return {};
        for (const TypeMember& member : structure.Members()) {
            if (steps_left == 0) return {};
            --steps_left;
            TypeRef type = member.bit_size ? TypeRef() : member.Type().Complete();
            if (!type.is_aggregate() || offset < member.offset) continue;
            if (offset - member.offset >= type.Size().value_or(0)) continue;
            if (wanted_.Is(type) && offset == member.offset) return std::string(member.Name());
            std::string inner = PathAt(type, offset - member.offset, depth + 1, steps_left);
            if (inner.empty()) continue;
            const std::string_view name = member.Name();
            return name.empty() ? inner : std::format("{}.{}", name, inner);
        }
        return {};
    }

    const MemberRequest& request_;
    const SymbolFile& file_;
    const uint64_t address_;
    const TypeRef member_;
    const WantedType wanted_;
    std::unordered_map<uint64_t, std::vector<uint64_t>> offsets_;  // By type.
};

// The bad pointer is that of the member: NULL, most often.
std::expected<Finding, std::string> FindInUnnamed(const MemberRequest& request, const UnnamedContainer& container,
                                                  const std::string& reason) {
    MemberRequest outer = request;
    const std::string structure = container.structure.Name();
    const std::string pointer = request.value.expression;
    outer.evidence.insert(outer.evidence.end(), request.value.evidence.begin(), request.value.evidence.end());
    outer.value = TracedValue{.object = container.structure, .ambiguous = true, .evidence = {}};
    outer.value.expression = std::format("container_of({}, {}, {})", pointer, structure, container.member);
    outer.value.evidence.push_back(std::format(
        "{}, and of the structures of this unit {} alone has a {} ({} at {:#x}) that far behind a member of {} bytes",
        reason, structure, request.value.type.Pointee().Name(), container.member, container.offset, request.size));
    outer.pointer_value = WrapToPointer(request.pointer_value - container.offset, *request.context.arch());
    outer.offset = AddWrapped(request.offset, static_cast<int64_t>(container.offset));
    std::expected<Finding, std::string> finding = FindMemberOf(outer);
    if (!finding) return std::unexpected(reason);
    const ClassifiedValue value = ClassifyValue(request.pointer_value, *request.context.arch());
    finding->confidence = std::min(finding->confidence, Confidence::kLikely);
    finding->claim = ClaimOf(
        *finding, {value.value_class, value.name, std::format("made of {}, which is {}", pointer, value.description)});
    finding->pointer->value = request.pointer_value;
    finding->pointer->value_class = value.name;
    finding->pointer->expression = pointer;
    finding->pointer->type = request.value.TypeName();
    return finding;
}

}  // namespace

std::expected<Finding, std::string> FindInContainer(const MemberRequest& request, const FunctionView& view,
                                                    size_t index, const std::string& reason) {
    if (request.size == 0) return std::unexpected(reason);
    std::optional<Container> container = ContainerSearch(request, view, index).Find();
    if (!container) {
        std::optional<UnnamedContainer> unnamed = UnitSearch(request, view, index).Find();
        return unnamed ? FindInUnnamed(request, *unnamed, reason) : std::unexpected(reason);
    }
    MemberRequest outer = request;
    std::string name(container->variable.name);
    std::string structure = container->variable.type.Pointee().Name();
    outer.evidence.insert(outer.evidence.end(), request.value.evidence.begin(), request.value.evidence.end());
    outer.value = TracedValue{.expression = name, .type = container->variable.type, .ambiguous = true, .evidence = {}};
    outer.value.evidence.push_back(std::format("{}, and it points to a {} at {:#x} of {}, which {} ({}()) points to",
                                               reason, request.value.type.Pointee().Name(), container->offset,
                                               structure, name, container->variable.function));
    outer.pointer_value = request.pointer_value - container->offset;
    outer.offset = AddWrapped(request.offset, static_cast<int64_t>(container->offset));
    std::expected<Finding, std::string> finding = FindMemberOf(outer);
    if (!finding) return std::unexpected(reason);
    finding->confidence = std::min(finding->confidence, Confidence::kLikely);
    finding->pointer->origin =
        PointerOrigin{std::string(container->variable.function), {}, 0, request.value.expression};
    return finding;
}

}  // namespace faultbox
