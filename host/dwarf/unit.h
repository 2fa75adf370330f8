#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/byte_reader.h"
#include "host/dwarf/attribute_value.h"

namespace faultbox::dwarf {

class DebugInfo;

/// Offsets in this file count through .debug_info and on through .debug_types, as if the second stood behind the first,
/// so that one number is one DIE.
using InfoOffset = uint64_t;

/// What a unit's root DIE says that its other DIEs need. (DWARF 5, section 3.1.1)
struct UnitRoot {
    uint16_t tag = 0;
    std::string_view name;
    std::string_view comp_dir;
    uint16_t language = 0;  ///< DW_LANG_*, 0 where it is not stated.
    std::optional<uint64_t> low_pc;
    std::optional<uint64_t> line_offset;  ///< Of its line program (DW_AT_stmt_list).
    uint64_t str_offsets_base = 0;
    uint64_t addr_base = 0;
    uint64_t rnglists_base = 0;
    uint64_t loclists_base = 0;
    uint64_t ranges_base = 0;  ///< DW_AT_GNU_ranges_base.
};

/// A unit header. (DWARF 5, section 7.5.1)
struct Unit {
    enum class Type : uint8_t { kCompile, kType, kPartial, kSkeleton, kSplitCompile, kSplitType };
    const DebugInfo* info = nullptr;
    Bytes section;                ///< .debug_info or .debug_types.
    InfoOffset section_base = 0;  ///< InfoOffset of the section's first byte.
    uint64_t offset = 0;          ///< Of the header, in `section`.
    uint64_t first_die = 0;       ///< In `section`.
    uint64_t end = 0;             ///< In `section`; cut at its end.
    UnitFormat format;
    Type type = Type::kCompile;
    uint64_t abbrev_offset = 0;
    uint64_t signature = 0;    ///< Of a type unit; of a skeleton or split unit the DWO id.
    uint64_t type_offset = 0;  ///< Of the type's DIE, from the header.
    uint32_t index = 0;        ///< Its own among the file's units: in the order they were read.

    // Read when first needed, by DebugInfo.
    mutable const AbbreviationTable* abbreviations = nullptr;
    mutable std::optional<UnitRoot> root;

    InfoOffset info_offset() const { return section_base + offset; }
};

/// Reads the unit header at `offset` of `section`. kUnsupported for a version we do not know, with `end` usable to go
/// on behind it; kTruncated or kMalformed where nothing behind it can be found either.
struct UnitHeader {
    Unit unit;
    std::optional<Error> unsupported;
};
Result<UnitHeader> ReadUnitHeader(Bytes section, uint64_t offset, std::endian order, bool is_types_section);

}  // namespace faultbox::dwarf
