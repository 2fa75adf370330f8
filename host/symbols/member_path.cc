#include "host/symbols/member_path.h"

#include <algorithm>
#include <format>

#include "host/symbols/type_member.h"

namespace faultbox {
namespace {

constexpr size_t kMostPaths = 64;
constexpr int kDeepest = 32;
constexpr int kMostSteps = 4'096;

uint64_t SizeOf(const TypeMember& member, const TypeRef& type) {
    if (member.bit_size) return (uint64_t{*member.bit_offset} + *member.bit_size + 7) / 8;
    return type.Size().value_or(0);
}

/// Goes from a type down to the members at one byte.
class MemberSearch {
  public:
    MemberSearch(uint64_t target, std::optional<uint64_t> size) : target_(target), size_(size.value_or(1)) {}

    void Descend(const TypeRef& type, const MemberPath& here, int depth) {
        if (depth > kDeepest || ++steps_ > kMostSteps || paths_.size() >= kMostPaths) return;
        TypeRef complete = type.Complete();
        bool found = false;
        if (complete.is_aggregate()) found = DescendMembers(complete, here, depth);
        if (complete.kind() == TypeKind::kArray) found = DescendArray(complete, here, depth);
        if (!found && !here.path.empty()) Add(here);
    }

    std::vector<MemberPath> Take(std::optional<uint64_t> size) {
        auto rank = [&](const MemberPath& path) {
            bool starts_here = path.inner_offset == 0;
            bool fits = starts_here && size && path.size == size && !path.bit_size;
            return fits ? 0 : starts_here ? 1 : 2;
        };
        std::ranges::stable_sort(paths_, {}, rank);
        return std::move(paths_);
    }

  private:
    void Add(MemberPath path) {
        path.inner_offset = target_ - path.offset;
        if (paths_.size() < kMostPaths) paths_.push_back(std::move(path));
    }

    /// Whether the whole access stays inside `size` bytes at `offset`.
    bool Fits(uint64_t offset, uint64_t size) const {
        return target_ >= offset && target_ - offset < size && size_ <= size - (target_ - offset);
    }

    /// Members of a structure do not overlap (C11, 6.7.2.1, 15), but for bit fields: where the next one begins behind
    /// `member` and not behind the byte, `member` has ended. That saves measuring most of them; of what other languages
    /// let overlap, and damaged files, the later member is found.
    bool HasEnded(const TypeMember& member, const TypeMember& next, const MemberPath& here) const {
        return !member.bit_size && next.offset > member.offset && next.offset <= target_ - here.offset;
    }

    bool DescendMembers(const TypeRef& type, const MemberPath& here, int depth) {
        bool found = false;
        const bool is_struct = type.kind() == TypeKind::kStruct;
        MemberList members = type.Members();
        for (size_t index = 0; index < members.size(); ++index) {
            const TypeMember& member = members[index];
            uint64_t offset = here.offset + member.offset;
            if (target_ < offset) continue;
            const bool is_last = index + 1 == members.size();
            if (is_struct && !is_last && HasEnded(member, members[index + 1], here)) continue;
            const TypeRef member_type = member.Type();
            const uint64_t size = SizeOf(member, member_type);
            bool is_flexible = is_last && size == 0 && member_type.Complete().kind() == TypeKind::kArray;
            if (!is_flexible && !Fits(offset, size)) continue;
            MemberPath next = here;
            const std::string_view name = member.Name();
            if (!name.empty()) next.path += std::format("{}{}", here.path.empty() ? "" : ".", name);
            next.offset = offset;
            next.type = member_type;
            next.size = is_flexible ? std::nullopt : std::optional(size);
            next.bit_offset = member.bit_offset;
            next.bit_size = member.bit_size;
            size_t before = paths_.size();
            if (member.bit_size) {
                Add(next);
            } else {
                Descend(member_type, next, depth + 1);
            }
            found = found || paths_.size() > before;
        }
        return found;
    }

    bool DescendArray(const TypeRef& array, const MemberPath& here, int depth) {
        std::optional<uint64_t> element_size = array.Target().Size();
        if (!element_size || *element_size == 0) return false;
        uint64_t index = (target_ - here.offset) / *element_size;
        uint64_t offset = here.offset + index * *element_size;
        if (size_ > *element_size - (target_ - offset)) return false;
        MemberPath next = here;
        next.path += IndexText(array, index);
        next.offset = offset;
        next.size = element_size;
        next.type = array.Target();
        next.index = index;
        size_t before = paths_.size();
        Descend(array.Target(), next, depth + 1);
        return paths_.size() > before;
    }

    /// "[1][2]" of the element `index` in row-major order; sets nothing for the outermost dimension's bound.
    static std::string IndexText(const TypeRef& array, uint64_t index) {
        std::vector<std::optional<uint64_t>> dimensions = array.Dimensions();
        std::string text;
        for (size_t n = dimensions.size(); n-- > 1;) {
            uint64_t count = std::max<uint64_t>(dimensions[n].value_or(1), 1);
            text = std::format("[{}]", index % count) + text;
            index /= count;
        }
        return std::format("[{}]", index) + text;
    }

    uint64_t target_;
    uint64_t size_;
    int steps_ = 0;
    std::vector<MemberPath> paths_;
};

std::vector<MemberPath> Search(const TypeRef& type, uint64_t offset, std::optional<uint64_t> size) {
    MemberSearch search(offset, size);
    search.Descend(type, MemberPath(), 0);
    return search.Take(size);
}

constexpr uint64_t kWidestAccess = 16;  // Bytes.

// An access of several members at once, as of a whole word for one of its bit fields: the one that holds its first byte
// comes first, and any of the others may be meant.
std::vector<MemberPath> SearchSpan(const TypeRef& type, uint64_t offset, uint64_t size) {
    std::vector<MemberPath> paths = Search(type, offset, std::nullopt);
    if (paths.empty()) return paths;
    for (uint64_t byte = 1; byte < std::min(size, kWidestAccess); ++byte) {
        for (MemberPath& path : Search(type, offset + byte, std::nullopt)) {
            bool is_known =
                std::ranges::any_of(paths, [&](const MemberPath& known) { return known.path == path.path; });
            if (!is_known && paths.size() < kMostPaths) paths.push_back(std::move(path));
        }
    }
    return paths;
}

MemberMiss WhyNone(const TypeRef& type, uint64_t offset) {
    if (type.is_declaration()) return MemberMiss::kIncomplete;
    if (!type.is_aggregate() && type.kind() != TypeKind::kArray) return MemberMiss::kNoMembers;
    std::optional<uint64_t> size = type.Size();
    if (size && offset >= *size) return MemberMiss::kBeyondEnd;
    const TypeMember* last = nullptr;
    const MemberList members = type.Members();
    for (const TypeMember& member : members) {
        if (member.offset <= offset && (last == nullptr || member.offset >= last->offset)) last = &member;
    }
    const bool is_declared = last != nullptr && !last->bit_size && last->Type().Complete().is_declaration();
    return is_declared ? MemberMiss::kDeclared : size ? MemberMiss::kPadding : MemberMiss::kBeyondEnd;
}

}  // namespace

std::optional<uint64_t> SizeOf(const MemberPath& member) {
    const TypeRef type = member.type.Complete();
    const bool is_flexible = !member.size && type.kind() == TypeKind::kArray && type.Target().Size();
    return is_flexible ? std::optional<uint64_t>(0) : member.size;
}

std::string DescribeMiss(MemberMiss miss, const TypeRef& structure, uint64_t offset) {
    const std::string name = structure.Name();
    switch (miss) {
        case MemberMiss::kBeyondEnd:
            return std::format("offset {:#x} lies beyond {}, which has {:#x} bytes", offset, name,
                               structure.Size().value_or(0));
        case MemberMiss::kPadding:
            return std::format("offset {:#x} of {} is padding", offset, name);
        case MemberMiss::kDeclared:
            return std::format(
                "offset {:#x} of {} lies in or behind a member whose type the debug information only "
                "declares",
                offset, name);
        case MemberMiss::kIncomplete:
            return std::format("{} is only declared in the debug information", name);
        case MemberMiss::kNoMembers:
            return std::format("{} has no members", name);
        case MemberMiss::kNone:
            break;
    }
    return "no member lies there";
}

MemberLookup FindMember(const TypeRef& type, uint64_t offset, std::optional<uint64_t> size) {
    TypeRef complete = type.Complete();
    MemberLookup lookup;
    bool is_behind_array = complete.kind() == TypeKind::kArray && complete.Size() && offset >= *complete.Size();
    if (!is_behind_array) lookup.paths = Search(complete, offset, size);
    if (lookup.paths.empty() && !is_behind_array) lookup.paths = SearchSpan(complete, offset, size.value_or(1));
    if (lookup.paths.empty()) lookup.miss = WhyNone(complete, offset);
    return lookup;
}

}  // namespace faultbox
