#include "host/elf/header.h"

#include <algorithm>

#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

constexpr uint8_t ELFCLASS32 = 1, ELFCLASS64 = 2, ELFDATA2LSB = 1, ELFDATA2MSB = 2;

uint64_t EntrySize(const Header& header) {
    return header.is_64 ? 64 : 40;
}

struct RawSection {
    Section section;
    uint32_t name_offset = 0;
};

Result<RawSection> ReadSectionHeader(Bytes file, const Header& header, uint64_t index) {
    uint64_t offset = 0;
    if (__builtin_mul_overflow(index, uint64_t{header.section_entry_size}, &offset) ||
        __builtin_add_overflow(offset, header.section_table_offset, &offset)) {
        return Fail(ErrorCode::kMalformed, "section header lies beyond any file", header.section_table_offset);
    }
    ByteReader reader(file, header.order);
    reader.Seek(offset);
    RawSection raw;
    raw.name_offset = reader.U32();
    Section& section = raw.section;
    section.index = static_cast<uint32_t>(index);
    section.type = reader.U32();
    section.flags = ReadWord(reader, header);
    section.address = ReadWord(reader, header);
    section.file_offset = ReadWord(reader, header);
    section.size = ReadWord(reader, header);
    section.link = reader.U32();
    section.info = reader.U32();
    section.alignment = ReadWord(reader, header);
    if (!reader.ok()) return Fail(ErrorCode::kTruncated, "file ends before the section header table does", offset);
    return raw;
}

/// Section count and index of the name table; extended numbering keeps them in section 0.
struct TableShape {
    uint64_t count;
    uint32_t names_index;
};

Result<TableShape> ReadTableShape(Bytes file, const Header& header) {
    if (header.section_table_offset == 0) return Fail(ErrorCode::kUnsupported, "ELF file has no section headers");
    if (header.section_entry_size < EntrySize(header)) {
        return Fail(ErrorCode::kMalformed, "section header entries are too small", header.section_entry_size);
    }
    Result<RawSection> first = ReadSectionHeader(file, header, 0);
    if (!first) return std::unexpected(first.error());
    TableShape shape{header.section_count, header.section_names_index};
    if (shape.count == 0) shape.count = first->section.size;
    if (shape.names_index == SHN_XINDEX) shape.names_index = first->section.link;
    shape.count = std::min<uint64_t>(shape.count, file.size() / EntrySize(header));
    return shape;
}

void AttachContents(Bytes file, Section& section, std::vector<Damage>& damages) {
    if (section.type == SHT_NOBITS || section.type == 0 || section.size == 0) return;
    if (Result<Bytes> contents = Slice(file, section.file_offset, section.size)) {
        section.raw = *contents;
        return;
    }
    damages.push_back(
        {{ErrorCode::kTruncated, "file ends before the section does", section.file_offset}, section.name});
    if (section.file_offset < file.size()) section.raw = file.subspan(static_cast<size_t>(section.file_offset));
}

std::string_view NameAt(Bytes names, uint32_t offset) {
    ByteReader reader(names);
    reader.Seek(offset);
    return reader.CString();
}

}  // namespace

Result<Header> ReadHeader(Bytes file) {
    ByteReader ident(file);
    if (AsText(ident.Take(4)) != "\177ELF") return Fail(ErrorCode::kMalformed, "not an ELF file");
    uint8_t elf_class = ident.U8();
    uint8_t data = ident.U8();
    if (!ident.ok()) return Fail(ErrorCode::kTruncated, "file ends inside the ELF header", file.size());
    if (elf_class != ELFCLASS32 && elf_class != ELFCLASS64) {
        return Fail(ErrorCode::kMalformed, "ELF class is neither 32 nor 64 bit", 4);
    }
    if (data != ELFDATA2LSB && data != ELFDATA2MSB) {
        return Fail(ErrorCode::kMalformed, "ELF byte order is neither little nor big endian", 5);
    }
    Header header;
    header.is_64 = elf_class == ELFCLASS64;
    header.order = data == ELFDATA2LSB ? std::endian::little : std::endian::big;
    ByteReader reader(file, header.order);
    reader.Seek(16);
    header.type = reader.U16();
    header.machine = reader.U16();
    reader.Skip(4);                      // e_version
    reader.Skip(header.is_64 ? 16 : 8);  // e_entry, e_phoff
    header.section_table_offset = ReadWord(reader, header);
    reader.Skip(4 + 2 + 2 + 2);  // e_flags, e_ehsize, e_phentsize, e_phnum
    header.section_entry_size = reader.U16();
    header.section_count = reader.U16();
    header.section_names_index = reader.U16();
    if (!reader.ok()) return Fail(ErrorCode::kTruncated, "file ends inside the ELF header", file.size());
    return header;
}

Result<std::vector<Section>> ReadSections(Bytes file, const Header& header, std::vector<Damage>& damages) {
    Result<TableShape> shape = ReadTableShape(file, header);
    if (!shape) return std::unexpected(shape.error());
    std::vector<RawSection> raw;
    for (uint64_t index = 0; index < shape->count; ++index) {
        Result<RawSection> section = ReadSectionHeader(file, header, index);
        if (!section) {
            damages.push_back({section.error(), {}});
            break;
        }
        raw.push_back(*section);
    }
    Bytes names;
    if (shape->names_index < raw.size()) {
        const Section& table = raw[shape->names_index].section;
        names = Slice(file, table.file_offset, table.size).value_or(Bytes{});
    }
    if (names.empty()) {
        damages.push_back({{ErrorCode::kMalformed, "section names cannot be read", header.section_table_offset}, {}});
    }
    std::vector<Section> sections;
    for (RawSection& entry : raw) {
        entry.section.name = NameAt(names, entry.name_offset);
        AttachContents(file, entry.section, damages);
        sections.push_back(entry.section);
    }
    return sections;
}

}  // namespace faultbox::elf
