#pragma once

#include <cstdint>

#include "arch/common/byte_reader.h"
#include "host/dwarf/abbreviation.h"

namespace faultbox::dwarf {

/// The value of an attribute as it is encoded; Die resolves indices, strings and references.
struct AttributeValue {
    enum class Kind : uint8_t {
        kAddress,
        kAddressIndex,  ///< Into .debug_addr.
        kConstant,      ///< Of unknown sign, `value` zero-extended from `size` bytes.
        kSigned,        ///< `value` as int64_t.
        kFlag,
        kBlock,         ///< `block`
        kExpression,    ///< `block`
        kInlineString,  ///< `block`, without the NUL.
        kStringOffset,  ///< Into .debug_str.
        kLineStringOffset,
        kStringIndex,    ///< Into .debug_str_offsets.
        kUnitReference,  ///< Offset from the unit's first byte.
        kInfoReference,  ///< Offset in .debug_info.
        kSignature,      ///< Of a type unit.
        kSectionOffset,
        kListIndex,  ///< Into the offsets of .debug_loclists or .debug_rnglists.
        kOtherFile,  ///< Offset in .debug_info or .debug_str of the supplementary file.
    };
    Kind kind = Kind::kConstant;
    uint8_t size = 0;  ///< Bytes of a kConstant of fixed size, else 0.
    uint16_t form = 0;
    uint64_t value = 0;
    Bytes block;
};

/// Reads one value at `reader`. All forms of DWARF 2 to 5 and GNU's; an unknown form fails the reader, as nothing
/// behind it can be found.
AttributeValue ReadAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec);

/// Steps over one value, faster than reading it.
void SkipAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec);

}  // namespace faultbox::dwarf
