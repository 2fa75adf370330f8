#include "host/symbols/saved_index.h"

#include <array>
#include <cstring>

#include "host/symbols/name_hash.h"

namespace faultbox {
namespace {

constexpr uint64_t kMagic = 0x0a78'6469'7366'b1ff;  // Reads differently in another byte order.
/// To be raised whenever a table, HashText() or the layout of relocatable files changes.
constexpr uint32_t kVersion = 5;
constexpr size_t kTables = 9;

struct TablePlace {
    uint64_t offset;  ///< From the file's start, a multiple of 8.
    uint64_t count;   ///< Of entries.
};

struct IndexHeader {
    uint64_t magic;
    uint32_t version;
    uint32_t header_size;
    uint64_t checksum;  ///< Of all bytes behind this field.
    uint64_t total_size;
    uint64_t file_size;
    uint64_t sections;
    std::array<TablePlace, kTables> tables;
};
constexpr size_t kChecksummed = offsetof(IndexHeader, total_size);

template <typename Visitor>
void ForEachTable(IndexTables& tables, Visitor&& visit) {
    visit(tables.symbols.places);
    visit(tables.symbols.names);
    visit(tables.types);
    visit(tables.unit_ranges);
    visit(tables.units);
    visit(tables.functions);
    visit(tables.unit_lines);
    visit(tables.line_sequences);
    visit(tables.line_places);
}

/// Four words at a time, each in a lane of its own, so that megabytes take a fraction of a millisecond.
uint64_t Checksum(Bytes bytes) {
    uint64_t lanes[4] = {1, 2, 3, 4};
    while (bytes.size() >= sizeof lanes) {
        uint64_t words[4];
        std::memcpy(words, bytes.data(), sizeof words);
        for (int lane = 0; lane < 4; ++lane) lanes[lane] = MixHash(lanes[lane], words[lane]);
        bytes = bytes.subspan(sizeof words);
    }
    uint64_t sum = HashText(AsText(bytes));
    for (uint64_t lane : lanes) sum = MixHash(sum, lane);
    return sum;
}

template <typename Entry>
bool FindTable(Bytes bytes, const TablePlace& place, std::span<const Entry>& table) {
    uint64_t size = 0;
    if (__builtin_mul_overflow(place.count, uint64_t{sizeof(Entry)}, &size)) return false;
    if (place.offset % 8 != 0 || place.offset > bytes.size() || size > bytes.size() - place.offset) return false;
    const uint8_t* begin = bytes.data() + place.offset;
    table = {reinterpret_cast<const Entry*>(begin), static_cast<size_t>(place.count)};
    return true;
}

}  // namespace

IndexedFile DescribeForIndex(const elf::ElfFile& elf, uint64_t file_size) {
    uint64_t hash = HashText(AsText(elf.BuildId()));
    for (const elf::Section& section : elf.sections()) {
        hash = MixHash(hash, HashText(section.name));
        for (uint64_t field : {section.address, section.file_offset, section.size}) hash = MixHash(hash, field);
    }
    return {file_size, hash};
}

std::vector<uint8_t> WriteIndex(const IndexedFile& file, const IndexTables& tables) {
    IndexHeader header = {.magic = kMagic,
                          .version = kVersion,
                          .header_size = sizeof(IndexHeader),
                          .checksum = 0,
                          .total_size = 0,
                          .file_size = file.size,
                          .sections = file.sections,
                          .tables = {}};
    std::vector<uint8_t> bytes(sizeof header);
    IndexTables all = tables;
    size_t number = 0;
    ForEachTable(all, [&](const auto& table) {
        auto contents = std::as_bytes(table);
        header.tables[number++] = {.offset = bytes.size(), .count = table.size()};
        size_t offset = bytes.size();
        bytes.resize(offset + contents.size());
        if (!contents.empty()) std::memcpy(bytes.data() + offset, contents.data(), contents.size());
    });
    header.total_size = bytes.size();
    std::memcpy(bytes.data(), &header, sizeof header);
    header.checksum = Checksum(Bytes(bytes).subspan(kChecksummed));
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

Result<IndexTables> ReadIndex(Bytes bytes, const IndexedFile& file) {
    IndexHeader header;
    if (bytes.size() < sizeof header) return Fail(ErrorCode::kTruncated, "the index ends early", bytes.size());
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kMagic || header.version != kVersion || header.header_size != sizeof header) {
        return Fail(ErrorCode::kUnsupported, "the index is of another version", 0);
    }
    if (header.total_size != bytes.size()) {
        return Fail(ErrorCode::kTruncated, "the index has another size than it says", bytes.size());
    }
    if (header.checksum != Checksum(bytes.subspan(kChecksummed))) {
        return Fail(ErrorCode::kMalformed, "the index's checksum is wrong", offsetof(IndexHeader, checksum));
    }
    if (IndexedFile{header.file_size, header.sections} != file) {
        return Fail(ErrorCode::kNotFound, "the index is of another file", offsetof(IndexHeader, file_size));
    }
    IndexTables tables;
    size_t number = 0;
    bool all_inside = true;
    ForEachTable(tables, [&](auto& table) { all_inside &= FindTable(bytes, header.tables[number++], table); });
    if (!all_inside) return Fail(ErrorCode::kMalformed, "a table of the index lies outside it", 0);
    return tables;
}

}  // namespace faultbox
