#include "host/dwarf/line_header.h"

#include <algorithm>
#include <limits>

namespace faultbox::dwarf {
namespace {

// DWARF 5, section 7.22, table 7.27.
constexpr uint64_t DW_LNCT_path = 1, DW_LNCT_directory_index = 2;

constexpr uint64_t kUsualEntries = 4096;  // At most.

/// An index that is too large is one of nothing.
uint32_t Clamp(uint64_t index) {
    return static_cast<uint32_t>(std::min<uint64_t>(index, std::numeric_limits<uint32_t>::max()));
}

void SetName(const AttributeValue& value, const Unit& unit, LineHeader::Entry& entry) {
    const bool is_here = value.kind == AttributeValue::Kind::kInlineString;
    if (is_here && value.block.empty()) return;
    entry.name = is_here ? static_cast<uint64_t>(value.block.data() - unit.sections->line.data()) : value.value;
    entry.kind = value.kind;
}

/// A table of directories or files of DWARF 5, described by its own formats. (Section 6.2.4.1)
std::vector<LineHeader::Entry> ReadEntries(ByteReader& reader, const LineHeader& header) {
    std::vector<AttributeSpec> formats;
    for (uint8_t count = reader.U8(); count > 0; --count) {
        uint64_t content = reader.Uleb128();
        uint64_t form = reader.Uleb128();
        if (content > 0xffff || form > 0xffff) reader.Fail(ErrorCode::kMalformed, "unknown form in a line table");
        formats.emplace_back(static_cast<uint16_t>(content), static_cast<uint16_t>(form), header.format);
    }
    std::vector<LineHeader::Entry> entries;
    uint64_t count = reader.Uleb128();
    // An entry takes at least a byte, else the count could be anything.
    if (count > reader.remaining()) reader.Fail(ErrorCode::kMalformed, "more entries in a line table than bytes");
    entries.reserve(static_cast<size_t>(std::min(count, kUsualEntries)));
    for (; count > 0 && reader.ok(); --count) {
        LineHeader::Entry entry;
        for (const AttributeSpec& spec : formats) {
            AttributeValue value = ReadAttributeValue(reader, header.format, spec);
            if (spec.name == DW_LNCT_path) SetName(value, *header.unit, entry);
            if (spec.name == DW_LNCT_directory_index) entry.directory = Clamp(value.value);
        }
        if (reader.ok()) entries.push_back(entry);
    }
    return entries;
}

void ReadTables5(ByteReader& reader, LineHeader& header) {
    header.directories = ReadEntries(reader, header);
    header.files = ReadEntries(reader, header);
}

/// DWARF 4, section 6.2.4.
void ReadTables2To4(ByteReader& reader, LineHeader& header) {
    while (reader.ok()) {
        std::string_view directory = reader.CString();
        if (directory.empty()) break;
        header.directories.push_back(header.EntryOf(directory, 0));
    }
    while (reader.ok()) {
        std::string_view name = reader.CString();
        if (name.empty()) break;
        uint64_t directory = reader.Uleb128();
        reader.Uleb128();  // Time of modification.
        reader.Uleb128();  // Length.
        if (reader.ok()) header.files.push_back(header.EntryOf(name, directory));
    }
}

void ReadStateMachineParameters(ByteReader& reader, LineHeader& header) {
    header.minimum_instruction_length = reader.U8();
    if (header.format.version >= 4) reader.U8();  // Operations per VLIW instruction: 1 on our CPUs.
    reader.U8();                                  // default_is_stmt
    header.line_base = static_cast<int8_t>(reader.U8());
    header.line_range = reader.U8();
    uint8_t opcode_base = reader.U8();
    if (reader.ok() && (header.line_range == 0 || opcode_base == 0)) {
        reader.Fail(ErrorCode::kMalformed, "line table has a line range or opcode base of 0");
    }
    for (unsigned opcode = 1; opcode < opcode_base && reader.ok(); ++opcode) {
        header.opcode_lengths.push_back(reader.U8());
    }
}

}  // namespace

std::string_view LineHeader::NameOf(const Entry& entry) const {
    if (entry.kind == AttributeValue::Kind::kInlineString) {
        ByteReader reader(unit->sections->line);
        reader.Seek(entry.name);
        return reader.CString();
    }
    return unit->info->StringOf(*unit, {.kind = entry.kind, .value = entry.name, .block = {}});
}

LineHeader::Entry LineHeader::EntryOf(std::string_view name, uint64_t directory) const {
    Entry entry{.directory = Clamp(directory)};
    SetName({.kind = AttributeValue::Kind::kInlineString, .block = AsBytes(name)}, *unit, entry);
    return entry;
}

std::string_view LineHeader::DirectoryOf(const Entry& file) const {
    const uint32_t index = format.version >= 5 ? file.directory : file.directory - 1;
    return index < directories.size() ? NameOf(directories[index]) : std::string_view();
}

Result<LineHeader> ReadLineHeader(const Unit& unit, uint64_t offset) {
    const DebugSections& sections = *unit.sections;
    ByteReader reader(sections.line, sections.order);
    reader.Seek(offset);
    LineHeader header;
    header.unit = &unit;
    header.format = unit.format;
    header.format.offset_size = 4;
    uint64_t length = reader.U32();
    if (length == 0xffff'ffff) {
        header.format.offset_size = 8;
        length = reader.U64();
    }
    if (!reader.ok()) return reader.Failure();
    uint64_t end = reader.offset() + std::min(length, reader.remaining());
    ByteReader body(sections.line.first(static_cast<size_t>(end)), sections.order);
    body.Seek(reader.offset());
    header.format.version = body.U16();
    if (body.ok() && (header.format.version < 2 || header.format.version > 5)) {
        return Fail(ErrorCode::kUnsupported, "version of the line table is none of 2 to 5", offset);
    }
    if (header.format.version == 5) {
        header.format.address_size = body.U8();
        body.U8();  // Size of a segment selector.
    }
    uint64_t header_length = body.Unsigned(header.format.offset_size);
    uint64_t tables_start = body.offset();
    ReadStateMachineParameters(body, header);
    if (!body.ok()) return body.Failure();
    if (header.format.version == 5) {
        ReadTables5(body, header);
    } else {
        ReadTables2To4(body, header);
    }
    Result<Bytes> from_tables = Slice(sections.line, tables_start, end - tables_start);
    if (header_length > from_tables->size()) return Fail(ErrorCode::kTruncated, "line table header is cut", offset);
    header.program = from_tables->subspan(static_cast<size_t>(header_length));
    return header;
}

}  // namespace faultbox::dwarf
