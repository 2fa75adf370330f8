#pragma once

#include <cstdint>

#include "arch/common/byte_reader.h"
#include "host/dwarf/abbreviation.h"

namespace faultbox::dwarf {

/// The value of an attribute as it is encoded; Die resolves indices, strings and references.
struct AttributeValue {
    using Kind = ValueKind;
    Kind kind = Kind::kConstant;
    uint8_t size = 0;    ///< Bytes of a kConstant of fixed size, else 0.
    uint64_t value = 0;  ///< Of a kSigned as int64_t.
    Bytes block;         ///< Of a kBlock, a kExpression and, without the NUL, a kInlineString.
};

/// Reads one value at `reader`. All forms of DWARF 2 to 5 and GNU's; an unknown form fails the reader, as nothing
/// behind it can be found. Of DW_FORM_implicit_const the number is 0: the abbreviation has it.
AttributeValue ReadAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec);

/// The value whose bytes these are, of a form whose values have that size, 0 to 16: see FixedSizeOf().
AttributeValue FixedAttributeValue(Bytes bytes, std::endian order, const FormInfo& info);

/// Steps over one value, faster than reading it.
void SkipAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec);

}  // namespace faultbox::dwarf
