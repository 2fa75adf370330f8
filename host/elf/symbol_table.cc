#include "host/elf/symbol_table.h"

#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

/// Undefined symbols of a relocatable file get an address each from here, so that a relocation against one of them is
/// never mistaken for a place in the file.
constexpr uint64_t kUndefinedBase = 0xf000'0000;

uint64_t EntrySize(const Header& header) {
    return header.is_64 ? 24 : 16;
}

}  // namespace

bool SymbolEntry::is_function() const {
    return type == STT_FUNC || type == STT_GNU_IFUNC;
}

bool SymbolEntry::is_mapping_symbol() const {
    if (bind != STB_LOCAL || type != 0 || name.size() < 2 || name[0] != '$') return false;
    bool known = name[1] == 'a' || name[1] == 't' || name[1] == 'd' || name[1] == 'x';
    return known && (name.size() == 2 || name[2] == '.');
}

SymbolTable::SymbolTable(const Header& header, const std::vector<Section>& sections)
    : header_(header), sections_(&sections) {
    for (const Section& section : sections) {
        if (section.type == SHT_SYMTAB_SHNDX) extended_ = section.raw;
        if (section.type != SHT_SYMTAB || !entries_.empty()) continue;
        entries_ = section.raw;
        if (section.link < sections.size()) names_ = sections[section.link].raw;
    }
    count_ = entries_.size() / EntrySize(header);
}

SymbolEntry SymbolTable::operator[](uint64_t index) const {
    ByteReader reader(entries_, header_.order);
    reader.Seek(index * EntrySize(header_));
    SymbolEntry symbol;
    uint64_t value = 0;
    uint64_t name = reader.U32();
    auto read_info = [&] {
        uint8_t info = reader.U8();
        symbol.type = info & 0xf;
        symbol.bind = info >> 4;
        reader.Skip(1);  // st_other
        symbol.section = reader.U16();
    };
    if (header_.is_64) read_info();
    value = ReadWord(reader, header_);
    symbol.size = ReadWord(reader, header_);
    if (!header_.is_64) read_info();
    ByteReader names(names_);
    names.Seek(name);
    symbol.name = names.CString();
    if (symbol.section == SHN_XINDEX) symbol.section = ExtendedSection(index);
    if (header_.machine == EM_ARM && symbol.is_function()) {
        symbol.is_thumb = value & 1;
        value &= ~uint64_t{1};
    }
    symbol.address = AddressOf(symbol, value, index);
    return symbol;
}

uint32_t SymbolTable::ExtendedSection(uint64_t index) const {
    ByteReader reader(extended_, header_.order);
    reader.Seek(index * 4);
    return reader.U32();
}

uint64_t SymbolTable::AddressOf(const SymbolEntry& symbol, uint64_t value, uint64_t index) const {
    if (header_.type != ET_REL || symbol.section == SHN_ABS) return value;
    if (symbol.section == SHN_UNDEF) return kUndefinedBase + 16 * index;
    if (symbol.section >= sections_->size()) return value;
    return (*sections_)[symbol.section].address + value;
}

}  // namespace faultbox::elf
