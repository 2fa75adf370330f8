#include "host/dwarf/attribute_value.h"

namespace faultbox::dwarf {
namespace {

using Kind = AttributeValue::Kind;

constexpr uint16_t DW_FORM_indirect = 0x16;

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

struct FormInfo {
    Encoding encoding = Encoding::kUnknown;
    uint8_t size = 0;
    Kind kind = Kind::kConstant;
};

/// DWARF 5, section 7.5.6, table 7.6; index is the form's number.
constexpr FormInfo kForms[] = {
    {},                                                   // 0x00
    {Encoding::kAddressSize, 0, Kind::kAddress},          // addr
    {},                                                   // 0x02
    {Encoding::kBlock, 2, Kind::kBlock},                  // block2
    {Encoding::kBlock, 4, Kind::kBlock},                  // block4
    {Encoding::kFixed, 2, Kind::kConstant},               // data2
    {Encoding::kFixed, 4, Kind::kConstant},               // data4
    {Encoding::kFixed, 8, Kind::kConstant},               // data8
    {Encoding::kString, 0, Kind::kInlineString},          // string
    {Encoding::kBlock, 0, Kind::kBlock},                  // block
    {Encoding::kBlock, 1, Kind::kBlock},                  // block1
    {Encoding::kFixed, 1, Kind::kConstant},               // data1
    {Encoding::kFixed, 1, Kind::kFlag},                   // flag
    {Encoding::kSleb, 0, Kind::kSigned},                  // sdata
    {Encoding::kOffsetSize, 0, Kind::kStringOffset},      // strp
    {Encoding::kUleb, 0, Kind::kConstant},                // udata
    {Encoding::kRefAddr, 0, Kind::kInfoReference},        // ref_addr
    {Encoding::kFixed, 1, Kind::kUnitReference},          // ref1
    {Encoding::kFixed, 2, Kind::kUnitReference},          // ref2
    {Encoding::kFixed, 4, Kind::kUnitReference},          // ref4
    {Encoding::kFixed, 8, Kind::kUnitReference},          // ref8
    {Encoding::kUleb, 0, Kind::kUnitReference},           // ref_udata
    {Encoding::kIndirect, 0, Kind::kConstant},            // indirect
    {Encoding::kOffsetSize, 0, Kind::kSectionOffset},     // sec_offset
    {Encoding::kBlock, 0, Kind::kExpression},             // exprloc
    {Encoding::kNothing, 0, Kind::kFlag},                 // flag_present
    {Encoding::kUleb, 0, Kind::kStringIndex},             // strx
    {Encoding::kUleb, 0, Kind::kAddressIndex},            // addrx
    {Encoding::kFixed, 4, Kind::kOtherFile},              // ref_sup4
    {Encoding::kOffsetSize, 0, Kind::kOtherFile},         // strp_sup
    {Encoding::kFixed, 16, Kind::kBlock},                 // data16
    {Encoding::kOffsetSize, 0, Kind::kLineStringOffset},  // line_strp
    {Encoding::kFixed, 8, Kind::kSignature},              // ref_sig8
    {Encoding::kImplicit, 0, Kind::kSigned},              // implicit_const
    {Encoding::kUleb, 0, Kind::kListIndex},               // loclistx
    {Encoding::kUleb, 0, Kind::kListIndex},               // rnglistx
    {Encoding::kFixed, 8, Kind::kOtherFile},              // ref_sup8
    {Encoding::kFixed, 1, Kind::kStringIndex},            // strx1
    {Encoding::kFixed, 2, Kind::kStringIndex},            // strx2
    {Encoding::kFixed, 3, Kind::kStringIndex},            // strx3
    {Encoding::kFixed, 4, Kind::kStringIndex},            // strx4
    {Encoding::kFixed, 1, Kind::kAddressIndex},           // addrx1
    {Encoding::kFixed, 2, Kind::kAddressIndex},           // addrx2
    {Encoding::kFixed, 3, Kind::kAddressIndex},           // addrx3
    {Encoding::kFixed, 4, Kind::kAddressIndex},           // addrx4
};

FormInfo InfoOf(uint16_t form) {
    if (form < std::size(kForms)) return kForms[form];
    // GNU's forms for split DWARF and for dwz (binutils include/dwarf2.def).
    switch (form) {
        case 0x1f01:
            return {Encoding::kUleb, 0, Kind::kAddressIndex};
        case 0x1f02:
            return {Encoding::kUleb, 0, Kind::kStringIndex};
        case 0x1f20:
            return {Encoding::kOffsetSize, 0, Kind::kOtherFile};
        case 0x1f21:
            return {Encoding::kOffsetSize, 0, Kind::kOtherFile};
        default:
            return {};
    }
}

/// The size where it does not depend on the bytes themselves.
bool FixedSize(const FormInfo& info, const UnitFormat& format, uint8_t& size) {
    switch (info.encoding) {
        case Encoding::kFixed:
            size = info.size;
            return true;
        case Encoding::kAddressSize:
            size = format.address_size;
            return true;
        case Encoding::kOffsetSize:
            size = format.offset_size;
            return true;
        case Encoding::kRefAddr:
            size = format.version <= 2 ? format.address_size : format.offset_size;
            return true;
        case Encoding::kNothing:
        case Encoding::kImplicit:
            size = 0;
            return true;
        default:
            return false;
    }
}

uint64_t BlockLength(ByteReader& reader, const FormInfo& info) {
    return info.size == 0 ? reader.Uleb128() : reader.Unsigned(info.size);
}

/// DW_FORM_indirect: the form stands in front of the value, once. (DWARF 5, section 7.5.3)
AttributeSpec Resolve(ByteReader& reader, const AttributeSpec& spec) {
    if (spec.form != DW_FORM_indirect) return spec;
    uint64_t form = reader.Uleb128();
    Encoding encoding = form > 0xffff ? Encoding::kUnknown : InfoOf(static_cast<uint16_t>(form)).encoding;
    bool allowed = encoding != Encoding::kIndirect && encoding != Encoding::kImplicit;
    return {spec.name, allowed ? static_cast<uint16_t>(form) : uint16_t{0}, 0};
}

}  // namespace

AttributeValue ReadAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& indirect_spec) {
    AttributeSpec spec = Resolve(reader, indirect_spec);
    FormInfo info = InfoOf(spec.form);
    AttributeValue value;
    value.kind = info.kind;
    value.form = spec.form;
    uint8_t size = 0;
    if (FixedSize(info, format, size)) {
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

void SkipAttributeValue(ByteReader& reader, const UnitFormat& format, const AttributeSpec& indirect_spec) {
    AttributeSpec spec = Resolve(reader, indirect_spec);
    FormInfo info = InfoOf(spec.form);
    uint8_t size = 0;
    if (FixedSize(info, format, size)) return reader.Skip(size);
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
