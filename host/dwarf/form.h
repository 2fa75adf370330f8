#pragma once

#include <cstdint>

#include "host/dwarf/attribute_value.h"

namespace faultbox::dwarf {

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
    kBlock,  ///< Length of `size` bytes before it; 0 means a ULEB128.
    kIndirect,
};

/// What a DW_FORM_* says of its values.
struct FormInfo {
    Encoding encoding = Encoding::kUnknown;
    uint8_t size = 0;
    AttributeValue::Kind kind = AttributeValue::Kind::kConstant;
};

/// Of every form of DWARF 2 to 5 (DWARF 5, section 7.5.6) and GNU's; kUnknown of any other number.
FormInfo InfoOf(uint16_t form);

/// Bytes of a value, 0 to 16, where they do not depend on the bytes themselves; else kVariableSize.
uint8_t FixedSizeOf(const FormInfo& info, const UnitFormat& format);

}  // namespace faultbox::dwarf
