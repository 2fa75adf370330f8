#pragma once

#include <span>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/dwarf/debug_info.h"
#include "host/dwarf/function_index.h"
#include "host/dwarf/line_table.h"
#include "host/symbols/symbol_index.h"
#include "host/symbols/type_index.h"

namespace faultbox {

/// Which file an index was made from: its size and a hash of its build id and of every section's name, place and size.
struct IndexedFile {
    uint64_t size = 0;
    uint64_t sections = 0;
    bool operator==(const IndexedFile&) const = default;
};
IndexedFile DescribeForIndex(const elf::ElfFile& elf, uint64_t file_size);

/// The functions of one unit: [first, first + count) of the table of functions.
struct UnitFunctions {
    dwarf::InfoOffset unit = 0;
    uint32_t first = 0;
    uint32_t count = 0;
};

/// The rows of the line table of one unit: [first, first + count) of the table of sequences.
struct UnitLines {
    dwarf::InfoOffset unit = 0;
    uint32_t first = 0;
    uint32_t count = 0;
};

/// What was found out about a symbol file by going through all of it. All are plain numbers, sorted for look-up.
struct IndexTables {
    SymbolIndex::Tables symbols;
    std::span<const TypeIndex::Entry> types;
    std::span<const dwarf::UnitRange> unit_ranges;
    std::span<const UnitFunctions> units;  ///< By unit.
    std::span<const dwarf::FunctionIndex::Entry> functions;
    std::span<const UnitLines> unit_lines;  ///< By unit.
    std::span<const dwarf::LineSequence> line_sequences;
    std::span<const dwarf::LinePlace> line_places;
};

/// The bytes of an index: a header with version, file and checksum, then the tables as they lie in memory. Such a file
/// is a cache of one machine: another byte order or version makes a new one.
std::vector<uint8_t> WriteIndex(const IndexedFile& file, const IndexTables& tables);

/// Finds the tables in untrusted bytes, which must outlive them and be aligned to 8. kUnsupported: of another version
/// or byte order; kNotFound: of another file; kMalformed and kTruncated: damaged. What the tables say is still to be
/// checked where it is used: offsets may point anywhere, and the order may be wrong.
Result<IndexTables> ReadIndex(Bytes bytes, const IndexedFile& file);

}  // namespace faultbox
