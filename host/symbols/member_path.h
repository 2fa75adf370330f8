#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/symbols/type_ref.h"

namespace faultbox {

/// A way from a structure to one of its bytes.
struct MemberPath {
    std::string path;              ///< "priv", "run_node.__rb_parent_color", "items[3].count". Empty: the type itself.
    uint64_t offset = 0;           ///< Bytes from the start of the structure to the member.
    std::optional<uint64_t> size;  ///< Bytes of the member; nothing for flexible arrays.
    TypeRef type;                  ///< Of the member, as declared.
    std::optional<uint32_t> bit_offset;  ///< Bit fields: see TypeMember.
    std::optional<uint32_t> bit_size;
    std::optional<uint64_t> index;  ///< Of the innermost array in `path`.
    uint64_t inner_offset = 0;      ///< Bytes from the member's start to the byte asked for.
};

/// Why no member lies at an offset.
enum class MemberMiss : uint8_t {
    kNone,        ///< One does.
    kNoMembers,   ///< The type is no structure, union or array.
    kIncomplete,  ///< Only a forward declaration is in the file.
    kDeclared,    ///< In or behind a member whose type is only declared in the file, so that its size is not known.
    kPadding,     ///< Between two members, or behind the last one.
    kBeyondEnd,   ///< At or behind the end of the structure.
};

struct MemberLookup {
    /// Best fit first. More than one where unions or bit fields in one byte overlap, and where the access holds several
    /// members: then that of its first byte is the first.
    std::vector<MemberPath> paths;
    MemberMiss miss = MemberMiss::kNone;
};

/// What lies `offset` bytes into `type` (typedefs and forward declarations are followed). With `size`, members that
/// begin at the offset and have that size come first, and the descent stops at the smallest member that holds the whole
/// access. At most 64 paths.
MemberLookup FindMember(const TypeRef& type, uint64_t offset, std::optional<uint64_t> size = std::nullopt);

/// Bytes of the member, 0 for a flexible array; nothing where its type is only declared in the file.
std::optional<uint64_t> SizeOf(const MemberPath& member);

/// "offset 0x70 of struct nav_session is padding": what kept `offset` of `structure` from being a member.
std::string DescribeMiss(MemberMiss miss, const TypeRef& structure, uint64_t offset);

/// One line of a structure's layout.
struct LayoutEntry {
    MemberPath member;   ///< `path` is the member's own name, empty for an anonymous struct or union.
    unsigned depth = 0;  ///< 0 for direct members; those of anonymous structs and unions follow theirs, one deeper.
    uint64_t hole = 0;   ///< Bytes of padding before this member. Structures only.
};

/// Members with anonymous ones opened, in declared order; offsets count from the start of `type`.
std::vector<LayoutEntry> DescribeLayout(const TypeRef& type);

}  // namespace faultbox
