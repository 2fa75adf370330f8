#include "host/dwarf/form.h"

#include <iterator>

namespace faultbox::dwarf {
namespace {

using Kind = ValueKind;

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

}  // namespace

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

uint8_t FixedSizeOf(const FormInfo& info, const UnitFormat& format) {
    switch (info.encoding) {
        case Encoding::kFixed:
            return info.size;
        case Encoding::kAddressSize:
            return format.address_size;
        case Encoding::kOffsetSize:
            return format.offset_size;
        case Encoding::kRefAddr:
            return format.version <= 2 ? format.address_size : format.offset_size;
        case Encoding::kNothing:
        case Encoding::kImplicit:
            return 0;
        default:
            return kVariableSize;
    }
}

}  // namespace faultbox::dwarf
