#include "host/dwarf/aranges.h"

namespace faultbox::dwarf {

ArangeTable ReadArangeTable(ByteReader& reader) {
    uint64_t start = reader.offset();
    uint8_t offset_size = 4;
    uint64_t length = reader.U32();
    if (length == 0xffff'ffff) {
        offset_size = 8;
        length = reader.U64();
    }
    uint64_t header_start = reader.offset();
    ByteReader body(reader.Take(length), reader.order());
    ArangeTable table;
    uint16_t version = body.U16();
    table.unit_offset = body.Unsigned(offset_size);
    table.address_size = body.U8();
    uint8_t segment_size = body.U8();
    bool usable = version == 2 && segment_size == 0 && table.address_size > 0 && table.address_size <= 8;
    if (!body.ok() || !usable) return {};
    // Entries are aligned to twice the size of an address, counted from the table's start.
    uint64_t entry_size = 2 * uint64_t{table.address_size};
    uint64_t behind_header = header_start - start + body.offset();
    body.Skip((entry_size - behind_header % entry_size) % entry_size);
    if (body.ok()) table.entries = body.Take(body.remaining());
    return table;
}

}  // namespace faultbox::dwarf
