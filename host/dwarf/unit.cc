#include "host/dwarf/unit.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

constexpr uint8_t DW_UT_compile = 1, DW_UT_type = 2, DW_UT_partial = 3, DW_UT_skeleton = 4, DW_UT_split_compile = 5,
                  DW_UT_split_type = 6;

/// What follows the version in DWARF 5. (Sections 7.5.1.1 to 7.5.1.3)
void ReadVersion5(ByteReader& reader, Unit& unit) {
    uint8_t type = reader.U8();
    unit.format.address_size = reader.U8();
    unit.abbrev_offset = reader.Unsigned(unit.format.offset_size);
    switch (type) {
        case DW_UT_compile:
            unit.type = Unit::Type::kCompile;
            return;
        case DW_UT_partial:
            unit.type = Unit::Type::kPartial;
            return;
        case DW_UT_skeleton:
        case DW_UT_split_compile:
            unit.type = type == DW_UT_skeleton ? Unit::Type::kSkeleton : Unit::Type::kSplitCompile;
            unit.signature = reader.U64();
            return;
        case DW_UT_type:
        case DW_UT_split_type:
            unit.type = type == DW_UT_type ? Unit::Type::kType : Unit::Type::kSplitType;
            unit.signature = reader.U64();
            unit.type_offset = reader.Unsigned(unit.format.offset_size);
            return;
        default:
            reader.Fail(ErrorCode::kUnsupported, "unknown unit type");
    }
}

/// DWARF 4, sections 7.5.1.1 and 7.5.1.2.
void ReadVersion2To4(ByteReader& reader, Unit& unit, bool is_types_section) {
    unit.abbrev_offset = reader.Unsigned(unit.format.offset_size);
    unit.format.address_size = reader.U8();
    if (!is_types_section) return;
    unit.type = Unit::Type::kType;
    unit.signature = reader.U64();
    unit.type_offset = reader.Unsigned(unit.format.offset_size);
}

}  // namespace

Result<UnitHeader> ReadUnitHeader(Bytes section, uint64_t offset, std::endian order, bool is_types_section) {
    UnitHeader header;
    Unit& unit = header.unit;
    ByteReader reader(section, order);
    reader.Seek(offset);
    uint64_t length = reader.U32();
    if (length == 0xffff'ffff) {
        unit.format.offset_size = 8;
        length = reader.U64();
    } else if (length >= 0xffff'fff0) {
        return Fail(ErrorCode::kMalformed, "unit length is of a reserved kind", offset);
    }
    if (!reader.ok()) return reader.Failure();
    unit.section = section;
    unit.offset = offset;
    unit.end = reader.offset() + std::min(length, reader.remaining());
    ByteReader body(section.first(static_cast<size_t>(unit.end)), order);
    body.Seek(reader.offset());
    unit.format.version = body.U16();
    if (body.ok() && (unit.format.version < 2 || unit.format.version > 5)) {
        body.Fail(ErrorCode::kUnsupported, "DWARF version is none of 2 to 5");
    } else if (unit.format.version == 5) {
        ReadVersion5(body, unit);
    } else {
        ReadVersion2To4(body, unit, is_types_section);
    }
    if (body.ok() && (unit.format.address_size == 0 || unit.format.address_size > 8)) {
        body.Fail(ErrorCode::kMalformed, "address size of a unit is not 1 to 8");
    }
    if (!body.ok()) header.unsupported = body.error();
    unit.first_die = body.offset();
    return header;
}

}  // namespace faultbox::dwarf
