#pragma once

#include <span>

#include "arch/common/byte_reader.h"
#include "arch/cper/cper.h"

namespace faultbox::cper {

/// Validation "bit" of fields that are always valid, and of those that are nothing to show.
inline constexpr int8_t kAlways = -1;
inline constexpr int8_t kNever = -2;

/// One field of a fixed layout, in the order of the bytes.
struct FieldLayout {
    const char* name;
    uint8_t size;  ///< In bytes. 1, 2, 4 or 8 for numbers.
    int8_t valid;  ///< Bit of the validation bits, or kAlways or kNever.
    Form form = Form::kHex;
};

/// Reads the fields of `layout` one after the other. `valid` are the validation bits, which the layout leaves out.
void ReadLayout(ByteReader& reader, uint64_t valid, std::span<const FieldLayout> layout, Fields& fields);

Guid ReadGuid(ByteReader& reader);

/// Text in a field of fixed size, up to the first NUL and without blanks at its end.
std::string_view Unpad(Bytes bytes);

/// Appends a number.
void AddField(Fields& fields, const char* name, Form form, uint64_t value);

/// The bodies that are more than one layout.
void DecodeMemory(ByteReader& reader, Fields& fields);
void DecodeMemory2(ByteReader& reader, Fields& fields);
void DecodePcie(ByteReader& reader, Fields& fields);
void DecodeArm(ByteReader& reader, Fields& fields);
void DecodeX86(ByteReader& reader, Fields& fields);

}  // namespace faultbox::cper
