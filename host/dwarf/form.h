#pragma once

#include <compare>
#include <cstdint>

namespace faultbox::dwarf {

/// What the form of an attribute is. (DWARF 5, section 7.5.5)
struct UnitFormat {
    uint16_t version = 0;
    uint8_t offset_size = 4;   ///< 4 in 32-bit DWARF, 8 in 64-bit DWARF.
    uint8_t address_size = 0;  ///< 1 to 8.
    auto operator<=>(const UnitFormat&) const = default;
};

/// What an attribute's value is. (DWARF 5, section 7.5.5)
enum class ValueKind : uint8_t {
    kAddress,
    kAddressIndex,  ///< Into .debug_addr.
    kConstant,      ///< Of unknown sign, zero-extended from its size.
    kSigned,
    kFlag,
    kBlock,
    kExpression,
    kInlineString,
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

/// How a form's bytes are to be read.
enum class Encoding : uint8_t {
    kUnknown,
    kFixed,  ///< `size` bytes.
    kAddressSize,
    kOffsetSize,
    kRefAddr,  ///< Address-sized in DWARF 2, offset-sized since. (DWARF 3, section 7.5.4)
    kUleb,
    kSleb,
    kNothing,
    kImplicit,  ///< In the abbreviation.
    kString,
    kBlock,     ///< Length of `size` bytes before it; 0 means a ULEB128.
    kIndirect,  ///< The form stands in front of the value. (DWARF 5, section 7.5.3)
};

/// What a DW_FORM_* says of its values.
struct FormInfo {
    Encoding encoding = Encoding::kUnknown;
    uint8_t size = 0;
    ValueKind kind = ValueKind::kConstant;
};

/// Of every form of DWARF 2 to 5 (DWARF 5, section 7.5.6) and GNU's; kUnknown of any other number.
FormInfo InfoOf(uint16_t form);

/// The size of a value which its bytes themselves tell.
inline constexpr uint8_t kVariableSize = 0xff;

/// Bytes of a value, 0 to 16, where they do not depend on the bytes themselves; else kVariableSize.
uint8_t FixedSizeOf(const FormInfo& info, const UnitFormat& format);

}  // namespace faultbox::dwarf
