#pragma once

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// Calls `visit(unit_offset, range)` for every range of .debug_aranges that is not empty. Tables that are damaged or of
/// a kind we do not know are stepped over. (DWARF 5, section 6.1.2)
template <typename Visitor>
void ForEachArange(const DebugSections& sections, Visitor&& visit);

/// One table of .debug_aranges.
struct ArangeTable {
    uint64_t unit_offset = 0;
    uint8_t address_size = 0;
    Bytes entries;
};

/// Reads the table at `reader` and moves behind it. A table without entries where it is of no use; fails the reader
/// where nothing can be found behind it.
ArangeTable ReadArangeTable(ByteReader& reader);

template <typename Visitor>
void ForEachArange(const DebugSections& sections, Visitor&& visit) {
    ByteReader reader(sections.aranges, sections.order);
    while (reader.ok() && !reader.at_end()) {
        ArangeTable table = ReadArangeTable(reader);
        ByteReader entries(table.entries, sections.order);
        while (entries.remaining() >= 2 * uint64_t{table.address_size} && !table.entries.empty()) {
            uint64_t begin = entries.Unsigned(table.address_size);
            uint64_t size = entries.Unsigned(table.address_size);
            if (size != 0 && begin + size > begin) visit(table.unit_offset, AddressRange{begin, begin + size});
        }
    }
}

}  // namespace faultbox::dwarf
