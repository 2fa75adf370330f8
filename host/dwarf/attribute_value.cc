#include "host/dwarf/attribute_value.h"

#include <bit>
#include <cstring>

#include "host/dwarf/form.h"

namespace faultbox::dwarf {
namespace {

uint64_t BlockLength(ByteReader& reader, const FormInfo& info) {
    return info.size == 0 ? reader.Uleb128() : reader.Unsigned(info.size);
}

/// The form in front of a value: once, and none whose value stands in the abbreviation. (DWARF 5, section 7.5.3)
FormInfo ReadForm(ByteReader& reader) {
    uint64_t read = reader.Uleb128();
    FormInfo info = read > 0xffff ? FormInfo() : InfoOf(static_cast<uint16_t>(read));
    bool allowed = info.encoding != Encoding::kIndirect && info.encoding != Encoding::kImplicit;
    return allowed ? info : FormInfo();
}

template <typename Number>
uint64_t Load(Bytes bytes, std::endian order) {
    Number number;
    std::memcpy(&number, bytes.data(), sizeof number);
    return order == std::endian::native ? number : std::byteswap(number);
}

uint64_t NumberIn(Bytes bytes, std::endian order) {
    switch (bytes.size()) {
        case 1:
            return bytes[0];
        case 2:
            return Load<uint16_t>(bytes, order);
        case 4:
            return Load<uint32_t>(bytes, order);
        case 8:
            return Load<uint64_t>(bytes, order);
        default:
            return ByteReader(bytes, order).Unsigned(static_cast<unsigned>(bytes.size()));
    }
}

AttributeValue ReadFixed(ByteReader& reader, const FormInfo& info, uint8_t size) {
    const Bytes bytes = reader.Take(size);
    return reader.ok() ? FixedAttributeValue(bytes, reader.order(), info) : AttributeValue();
}

AttributeValue ReadVariable(ByteReader& reader, const FormInfo& info) {
    AttributeValue value{.kind = info.kind, .block = {}};
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

}  // namespace

AttributeValue FixedAttributeValue(Bytes bytes, std::endian order, const FormInfo& info) {
    AttributeValue value{.kind = info.kind, .size = static_cast<uint8_t>(bytes.size()), .block = {}};
    if (bytes.size() > 8) {
        value.block = bytes;
    } else if (!bytes.empty()) {
        value.value = NumberIn(bytes, order);
    } else if (info.encoding == Encoding::kNothing) {
        value.value = 1;
    }
    return value;
}

AttributeValue ReadAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec) {
    if (spec.size != kVariableSize) return ReadFixed(reader, spec.info, spec.size);
    if (spec.info.encoding != Encoding::kIndirect) return ReadVariable(reader, spec.info);
    const FormInfo info = ReadForm(reader);
    const uint8_t size = FixedSizeOf(info, format);
    return size != kVariableSize ? ReadFixed(reader, info, size) : ReadVariable(reader, info);
}

void SkipAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& spec) {
    if (spec.size != kVariableSize) return reader.Skip(spec.size);
    const bool is_indirect = spec.info.encoding == Encoding::kIndirect;
    const FormInfo info = is_indirect ? ReadForm(reader) : spec.info;
    const uint8_t size = is_indirect ? FixedSizeOf(info, format) : kVariableSize;
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
