#include "host/elf/relocation_table.h"

#include "host/elf/elf_constants.h"

namespace faultbox::elf {

bool RelocationTable::IsFor(const Section& table, const Section& section) {
    bool is_table = table.type == SHT_REL || table.type == SHT_RELA;
    return is_table && table.info == section.index && section.index != 0;
}

RelocationTable::RelocationTable(const Header& header, const Section& table)
    : header_(header),
      has_addends_(table.type == SHT_RELA),
      entry_size_((has_addends_ ? 3 : 2) * (header.is_64 ? size_t{8} : size_t{4})),
      entries_(table.raw),
      file_offset_(table.file_offset) {}

RelocationEntry RelocationTable::operator[](size_t index) const {
    ByteReader reader(entries_.subspan(index * entry_size_, entry_size_), header_.order);
    RelocationEntry entry;
    entry.offset = ReadWord(reader, header_);
    uint64_t info = ReadWord(reader, header_);
    entry.symbol = info >> (header_.is_64 ? 32 : 8);
    entry.type = static_cast<uint32_t>(header_.is_64 ? info & 0xffff'ffff : info & 0xff);
    if (has_addends_) entry.addend = reader.Signed(header_.is_64 ? 8 : 4);
    return entry;
}

}  // namespace faultbox::elf
