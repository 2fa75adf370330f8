#include "host/dwarf/attribute_value.h"

#include "host/dwarf/form.h"

namespace faultbox::dwarf {
namespace {

constexpr uint16_t DW_FORM_indirect = 0x16;

uint64_t BlockLength(ByteReader& reader, const FormInfo& info) {
    return info.size == 0 ? reader.Uleb128() : reader.Unsigned(info.size);
}

/// DW_FORM_indirect: the form stands in front of the value, once. (DWARF 5, section 7.5.3)
uint16_t ReadForm(ByteReader& reader, uint16_t form) {
    if (form != DW_FORM_indirect) return form;
    uint64_t read = reader.Uleb128();
    Encoding encoding = read > 0xffff ? Encoding::kUnknown : InfoOf(static_cast<uint16_t>(read)).encoding;
    bool allowed = encoding != Encoding::kIndirect && encoding != Encoding::kImplicit;
    return allowed ? static_cast<uint16_t>(read) : uint16_t{0};
}

}  // namespace

AttributeValue ReadAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec) {
    const uint16_t form = ReadForm(reader, spec.form);
    const FormInfo info = InfoOf(form);
    AttributeValue value;
    value.kind = info.kind;
    value.form = form;
    const uint8_t size = spec.size != kVariableSize ? spec.size : FixedSizeOf(info, format);
    if (size != kVariableSize) {
        value.size = size;
        if (info.encoding == Encoding::kNothing) value.value = 1;
        if (info.encoding == Encoding::kImplicit) value.value = static_cast<uint64_t>(spec.implicit_const);
        if (size > 8) value.block = reader.Take(size);
        if (size > 0 && size <= 8) value.value = reader.Unsigned(size);
        return value;
    }
    switch (info.encoding) {
        case Encoding::kUleb:
            value.value = reader.Uleb128();
            break;
        case Encoding::kSleb:
            value.value = static_cast<uint64_t>(reader.Sleb128());
            break;
        case Encoding::kString:
            value.block = AsBytes(reader.CString());
            break;
        case Encoding::kBlock:
            value.block = reader.Take(BlockLength(reader, info));
            break;
        default:
            reader.Fail(ErrorCode::kUnsupported, "unknown attribute form");
    }
    return value;
}

void SkipAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec) {
    if (spec.size != kVariableSize) return reader.Skip(spec.size);
    const FormInfo info = InfoOf(ReadForm(reader, spec.form));
    const uint8_t size = FixedSizeOf(info, format);
    if (size != kVariableSize) return reader.Skip(size);
    switch (info.encoding) {
        case Encoding::kUleb:
        case Encoding::kSleb:
            while (reader.U8() & 0x80) continue;
            return;
        case Encoding::kString:
            reader.CString();
            return;
        case Encoding::kBlock:
            return reader.Skip(BlockLength(reader, info));
        default:
            reader.Fail(ErrorCode::kUnsupported, "unknown attribute form");
    }
}

}  // namespace faultbox::dwarf
