#include "host/dwarf/location_list.h"

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {
namespace {

// DWARF 5, section 7.7.3, table 7.10; the view pair is GNU's (binutils include/dwarf2.h).
constexpr uint8_t DW_LLE_end_of_list = 0, DW_LLE_base_addressx = 1, DW_LLE_startx_endx = 2, DW_LLE_startx_length = 3,
                  DW_LLE_offset_pair = 4, DW_LLE_default_location = 5, DW_LLE_base_address = 6, DW_LLE_start_end = 7,
                  DW_LLE_start_length = 8, DW_LLE_GNU_view_pair = 9;

/// An offset to an address; nullopt where the base could not be read.
std::optional<uint64_t> Behind(std::optional<uint64_t> base, uint64_t offset) {
    return base ? std::optional(*base + offset) : std::nullopt;
}

/// Reads entries of a DWARF 5 list one by one.
class LoclistReader {
  public:
    LoclistReader(const Unit& unit, ByteReader reader, std::optional<uint64_t> base)
        : unit_(unit), reader_(reader), base_(base) {}

    Result<std::optional<Bytes>> FindEntry(uint64_t pc) {
        std::optional<Bytes> by_default;
        while (reader_.ok()) {
            uint8_t kind = reader_.U8();
            if (kind == DW_LLE_offset_pair && base_) {  // Nearly all are.
                const uint64_t begin = *base_ + reader_.Uleb128();
                const uint64_t end = *base_ + reader_.Uleb128();
                const Bytes expression = reader_.Take(reader_.Uleb128());
                if (reader_.ok() && pc >= begin && pc < end) return expression;
                continue;
            }
            if (kind == DW_LLE_end_of_list && reader_.ok()) return by_default;
            if (!ReadRange(kind)) continue;
            Bytes expression = reader_.Take(reader_.Uleb128());
            if (!reader_.ok()) break;
            if (kind == DW_LLE_default_location) by_default = expression;
            if (begin_ && end_ && pc >= *begin_ && pc < *end_) return expression;
        }
        return reader_.Failure();
    }

  private:
    std::optional<uint64_t> Indexed() { return unit_.info->AddressAtIndex(unit_, reader_.Uleb128()); }
    uint64_t Address() { return reader_.Unsigned(unit_.format.address_size); }

    /// False for entries without an expression.
    bool ReadRange(uint8_t kind) {
        begin_ = end_ = std::nullopt;
        switch (kind) {
            case DW_LLE_base_addressx:
                base_ = Indexed();
                return false;
            case DW_LLE_base_address:
                base_ = Address();
                return false;
            case DW_LLE_GNU_view_pair:
                reader_.Uleb128();
                reader_.Uleb128();
                return false;
            case DW_LLE_default_location:
                return true;
            case DW_LLE_startx_endx:
                begin_ = Indexed();
                end_ = Indexed();
                return true;
            case DW_LLE_startx_length:
                begin_ = Indexed();
                end_ = Behind(begin_, reader_.Uleb128());
                return true;
            case DW_LLE_offset_pair:  // Of a base that could not be read.
                reader_.Uleb128();
                reader_.Uleb128();
                return true;
            case DW_LLE_start_end:
                begin_ = Address();
                end_ = Address();
                return true;
            case DW_LLE_start_length:
                begin_ = Address();
                end_ = *begin_ + reader_.Uleb128();
                return true;
            default:
                reader_.Fail(ErrorCode::kUnsupported, "unknown location list entry");
                return false;
        }
    }

    const Unit& unit_;
    ByteReader reader_;
    std::optional<uint64_t> base_, begin_, end_;
};

/// DWARF 4, section 2.6.2.
Result<std::optional<Bytes>> FindInOldList(const Unit& unit, ByteReader reader, uint64_t base, uint64_t pc) {
    uint8_t address_size = unit.format.address_size;
    uint64_t highest = ~uint64_t{0} >> (64 - 8 * address_size);
    while (reader.ok()) {
        uint64_t begin = reader.Unsigned(address_size);
        uint64_t end = reader.Unsigned(address_size);
        if (!reader.ok()) break;
        if (begin == 0 && end == 0) return std::nullopt;
        if (begin == highest) {
            base = end;
            continue;
        }
        Bytes expression = reader.Take(reader.U16());
        if (reader.ok() && pc >= base + begin && pc < base + end) return expression;
    }
    return reader.Failure();
}

/// A list of GNU's split DWARF 4, in .debug_loc.dwo (https://gcc.gnu.org/wiki/DebugFission, "Location lists").
Result<std::optional<Bytes>> FindInGnuSplitList(const Unit& unit, ByteReader reader, std::optional<uint64_t> base,
                                                uint64_t pc) {
    enum : uint8_t { kEndOfList, kBaseAddress, kStartEnd, kStartLength, kOffsetPair };
    auto indexed = [&] { return unit.info->AddressAtIndex(unit, reader.Uleb128()); };
    while (reader.ok()) {
        std::optional<uint64_t> begin;
        std::optional<uint64_t> end;
        switch (reader.U8()) {
            case kEndOfList:
                if (!reader.ok()) return reader.Failure();
                return std::nullopt;
            case kBaseAddress:
                base = indexed();
                continue;
            case kStartEnd:
                begin = indexed();
                end = indexed();
                break;
            case kStartLength:
                begin = indexed();
                end = Behind(begin, reader.U32());
                break;
            case kOffsetPair:
                begin = Behind(base, reader.U32());
                end = Behind(base, reader.U32());
                break;
            default:
                return Fail(ErrorCode::kUnsupported, "unknown location list entry", reader.offset());
        }
        Bytes expression = reader.Take(reader.U16());
        if (reader.ok() && begin && end && pc >= *begin && pc < *end) return expression;
    }
    return reader.Failure();
}

Result<uint64_t> LoclistOffset(const Unit& unit, const AttributeValue& value) {
    if (value.kind != AttributeValue::Kind::kListIndex) return value.value;
    const DebugSections& sections = *unit.sections;
    uint64_t base = unit.info->RootDataOf(unit).loclists_base;
    uint64_t place = 0;
    if (__builtin_mul_overflow(value.value, uint64_t{unit.format.offset_size}, &place) ||
        __builtin_add_overflow(place, base, &place)) {
        return Fail(ErrorCode::kMalformed, "location list index is too large");
    }
    ByteReader reader(sections.loclists, sections.order);
    reader.Seek(place);
    uint64_t offset = base + reader.Unsigned(unit.format.offset_size);
    if (!reader.ok()) return reader.Failure();
    return offset;
}

}  // namespace

Result<std::optional<Bytes>> ExpressionAt(const Die& die, uint16_t attribute, uint64_t pc) {
    std::optional<AttributeValue> value = die.Find(attribute);
    if (!value) return std::nullopt;
    using Kind = AttributeValue::Kind;
    if (value->kind == Kind::kExpression || value->kind == Kind::kBlock) return value->block;
    bool is_list = value->kind == Kind::kSectionOffset || value->kind == Kind::kListIndex ||
                   value->kind == Kind::kConstant;  // DWARF 2 and 3 write offsets as data4 or data8.
    if (!is_list) return Fail(ErrorCode::kUnsupported, "location is of an unknown form", die.offset());
    const Unit& unit = die.unit();
    const DebugSections& sections = *unit.sections;
    std::optional<uint64_t> base = unit.info->RootDataOf(unit).low_pc;
    Result<uint64_t> offset = LoclistOffset(unit, *value);
    if (!offset) return std::unexpected(offset.error());
    bool is_new = unit.format.version >= 5;
    ByteReader reader(is_new ? sections.loclists : sections.loc, sections.order);
    reader.Seek(*offset);
    if (is_new) return LoclistReader(unit, reader, base).FindEntry(pc);
    if (unit.is_split()) return FindInGnuSplitList(unit, reader, base, pc);
    return FindInOldList(unit, reader, base.value_or(0), pc);  // Old compilers state no base where it is 0.
}

}  // namespace faultbox::dwarf
