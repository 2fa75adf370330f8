#include "host/dwarf/ranges.h"

#include "host/dwarf/dwarf_constants.h"

namespace faultbox::dwarf {
namespace {

// DWARF 5, section 7.25, table 7.30.
constexpr uint8_t DW_RLE_end_of_list = 0, DW_RLE_base_addressx = 1, DW_RLE_startx_endx = 2, DW_RLE_startx_length = 3,
                  DW_RLE_offset_pair = 4, DW_RLE_base_address = 5, DW_RLE_start_end = 6, DW_RLE_start_length = 7;

uint64_t HighestAddress(const Unit& unit) {
    return ~uint64_t{0} >> (64 - 8 * unit.format.address_size);
}

/// An offset to an address; nullopt where the base could not be read.
std::optional<uint64_t> Behind(std::optional<uint64_t> base, uint64_t offset) {
    return base ? std::optional(*base + offset) : std::nullopt;
}

/// Calls `visit(range)` until it returns false or no entry is `left` to be read.
template <typename Visitor>
void VisitRnglist(const Unit& unit, ByteReader reader, std::optional<uint64_t> base, uint64_t& left, Visitor&& visit) {
    const DebugInfo& info = *unit.info;
    uint8_t address_size = unit.format.address_size;
    auto indexed = [&] { return info.AddressAtIndex(unit, reader.Uleb128()); };
    for (; reader.ok() && left > 0; --left) {
        uint8_t kind = reader.U8();
        std::optional<uint64_t> begin;
        std::optional<uint64_t> end;
        switch (kind) {
            case DW_RLE_base_addressx:
                base = indexed();
                continue;
            case DW_RLE_base_address:
                base = reader.Unsigned(address_size);
                continue;
            case DW_RLE_startx_endx:
                begin = indexed();
                end = indexed();
                break;
            case DW_RLE_startx_length:
                begin = indexed();
                end = Behind(begin, reader.Uleb128());
                break;
            case DW_RLE_offset_pair:
                begin = Behind(base, reader.Uleb128());
                end = Behind(base, reader.Uleb128());
                break;
            case DW_RLE_start_end:
                begin = reader.Unsigned(address_size);
                end = reader.Unsigned(address_size);
                break;
            case DW_RLE_start_length:
                begin = reader.Unsigned(address_size);
                end = *begin + reader.Uleb128();
                break;
            case DW_RLE_end_of_list:
            default:
                return;
        }
        if (!reader.ok()) return;
        if (begin && end && *begin < *end && !visit(AddressRange{*begin, *end})) return;
    }
}

/// DWARF 4, section 2.17.3.
template <typename Visitor>
void VisitOldRanges(const Unit& unit, ByteReader reader, uint64_t base, uint64_t& left, Visitor&& visit) {
    uint8_t address_size = unit.format.address_size;
    for (; reader.ok() && left > 0; --left) {
        uint64_t begin = reader.Unsigned(address_size);
        uint64_t end = reader.Unsigned(address_size);
        if (!reader.ok() || (begin == 0 && end == 0)) return;
        if (begin == HighestAddress(unit)) {
            base = end;
        } else if (begin < end && !visit(AddressRange{base + begin, base + end})) {
            return;
        }
    }
}

std::optional<uint64_t> RnglistOffset(const Unit& unit, const AttributeValue& value) {
    if (value.kind != AttributeValue::Kind::kListIndex) return value.value;
    const DebugSections& sections = *unit.sections;
    uint64_t base = unit.info->RootDataOf(unit).rnglists_base;
    uint64_t place = 0;
    if (__builtin_mul_overflow(value.value, uint64_t{unit.format.offset_size}, &place) ||
        __builtin_add_overflow(place, base, &place)) {
        return std::nullopt;
    }
    ByteReader reader(sections.rnglists, sections.order);
    reader.Seek(place);
    uint64_t offset = base + reader.Unsigned(unit.format.offset_size);
    if (!reader.ok()) return std::nullopt;
    return offset;
}

template <typename Visitor>
void VisitRanges(const Die& die, uint64_t& left, Visitor&& visit) {
    if (!die) return;
    const Unit& unit = die.unit();
    if (std::optional<AttributeValue> list = die.Find(DW_AT_ranges)) {
        const UnitRoot& root = unit.info->RootDataOf(unit);
        const DebugSections& sections = *unit.sections;
        std::optional<uint64_t> offset = RnglistOffset(unit, *list);
        if (!offset) return;
        bool is_new = unit.format.version >= 5;
        ByteReader reader(is_new ? sections.rnglists : sections.ranges, sections.order);
        reader.Seek(*offset + (is_new ? 0 : root.ranges_base));
        if (is_new) return VisitRnglist(unit, reader, root.low_pc, left, visit);
        // Old compilers state no base where it is 0; a split unit states where it is.
        if (unit.is_split() && !root.low_pc) return;
        return VisitOldRanges(unit, reader, root.low_pc.value_or(0), left, visit);
    }
    std::optional<AttributeValue> high = die.Find(DW_AT_high_pc);
    std::optional<uint64_t> low = high ? die.Address(DW_AT_low_pc) : std::nullopt;
    if (!low) return;
    std::optional<uint64_t> end = unit.info->AddressOf(unit, *high);
    if (!end) end = *low + high->value;  // DWARF 4 and later: a constant is the size.
    if (*low < *end) visit(AddressRange{*low, *end});
}

}  // namespace

std::vector<AddressRange> RangesOf(const Die& die) {
    std::vector<AddressRange> ranges;
    if (!die) return ranges;
    VisitRanges(die, die.unit().info->ranges_left(), [&](AddressRange range) {
        ranges.push_back(range);
        return true;
    });
    return ranges;
}

bool HoldsAddress(const Die& die, uint64_t address, uint64_t& left) {
    bool held = false;
    VisitRanges(die, left, [&](AddressRange range) {
        held = range.Holds(address);
        return !held;
    });
    return held;
}

}  // namespace faultbox::dwarf
