// Any bytes as tables of a saved index of a small ELF file: 18 bytes with the nine counts, then the entries. Header
// and checksum are made to fit, else nothing would get past them; the bytes as they are are read as an index too.

#include "host/symbols/saved_index.h"

#include <algorithm>
#include <cstring>

#include "arch/common/byte_reader.h"

namespace {

using namespace faultbox;

template <typename Entry>
std::vector<Entry> TakeEntries(ByteReader& reader, uint64_t count) {
    count = std::min<uint64_t>(count, reader.remaining() / sizeof(Entry));
    Bytes bytes = reader.Take(count * sizeof(Entry));
    std::vector<Entry> entries(count);
    if (count > 0) std::memcpy(static_cast<void*>(entries.data()), bytes.data(), bytes.size());
    return entries;
}

/// One unit of DWARF 4 with a root, a function [0x8000, 0x8010) and a structure "s".
constexpr uint8_t kInfo[] = {0x1e, 0, 0, 0, 4,    0, 0, 0, 0, 0,   4, 1, 0, 0, 0, 0, 2, 0,
                             0x80, 0, 0, 0, 0x10, 0, 0, 0, 3, 's', 0, 4, 4, 0, 0, 0, 0};
constexpr uint8_t kAbbrev[] = {1, 0x11, 1, 0x10, 0x17, 0, 0, 2, 0x2e, 0,    0x11, 1, 0x12,
                               6, 0,    0, 3,    0x13, 0, 3, 8, 0x0b, 0x0b, 0,    0, 0};
/// Its line program: one row of 0x8000 that ends at 0x8018. (DWARF 4, section 6.2)
constexpr uint8_t kLine[] = {0x2b, 0, 0, 0, 4, 0,   0x18, 0, 0, 0, 4, 1, 1, 0xfb, 0x0e, 0x0d, 0, 1, 1, 1, 1, 0, 0, 0,
                             1,    0, 0, 1, 0, 'a', 0,    0, 0, 0, 0, 0, 5, 2,    0,    0x80, 0, 0, 1, 2, 6, 0, 1, 1};

void Ask(const IndexTables& tables) {
    dwarf::DebugSections sections;
    sections.info = kInfo;
    sections.abbrev = kAbbrev;
    sections.line = kLine;
    dwarf::DebugInfo info(sections);
    info.SetUnitRanges(tables.unit_ranges);
    for (uint64_t address : {uint64_t{0}, uint64_t{0x8004}, ~uint64_t{0}}) info.FindUnit(address);
    TypeIndex types(info, tables.types);
    types.Find("s", 0);
    for (const dwarf::Unit& unit : info.units()) {
        dwarf::FunctionIndex functions(unit, tables.functions);
        dwarf::ScopesAt(functions.Find(0x8004), 0x8004);
        Result<dwarf::LineTable> lines = dwarf::LineTable::Read(unit, {tables.line_sequences, tables.line_places});
        if (!lines) __builtin_trap();
        for (uint64_t address : {uint64_t{0}, uint64_t{0x8004}, ~uint64_t{0}}) lines->FindRow(address);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > 65'536) return 0;
    IndexedFile file{1, 2};
    std::vector<uint8_t> raw(data, data + size);
    (void)ReadIndex(raw, file);
    ByteReader reader(raw);
    uint64_t counts[9];
    for (uint64_t& count : counts) count = reader.U16();
    auto places = TakeEntries<SymbolIndex::Place>(reader, counts[0]);
    auto names = TakeEntries<SymbolIndex::Name>(reader, counts[1]);
    auto types = TakeEntries<TypeIndex::Entry>(reader, counts[2]);
    auto ranges = TakeEntries<dwarf::UnitRange>(reader, counts[3]);
    auto units = TakeEntries<UnitFunctions>(reader, counts[4]);
    auto functions = TakeEntries<dwarf::FunctionIndex::Entry>(reader, counts[5]);
    auto unit_lines = TakeEntries<UnitLines>(reader, counts[6]);
    auto sequences = TakeEntries<dwarf::LineSequence>(reader, counts[7]);
    auto line_places = TakeEntries<dwarf::LinePlace>(reader, counts[8]);
    std::vector<uint8_t> bytes =
        WriteIndex(file, {{places, names}, types, ranges, units, functions, unit_lines, sequences, line_places});
    Result<IndexTables> tables = ReadIndex(bytes, file);
    if (!tables || tables->types.size() != types.size()) __builtin_trap();
    Ask(*tables);
    return 0;
}
