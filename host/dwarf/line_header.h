#pragma once

#include <string_view>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// Header of a line program: names of directories and files. (DWARF 5, section 6.2.4)
struct LineHeader {
    /// A directory or file, whose name LineHeader::NameOf() reads: a unit has hundreds, of which few are asked for.
    struct Entry {
        uint64_t name = 0;  ///< As AttributeValue has it; of a kInlineString the offset in .debug_line.
        uint32_t directory = 0;
        AttributeValue::Kind kind = AttributeValue::Kind::kConstant;  ///< A number names nothing.
    };
    const Unit* unit = nullptr;  ///< The one that refers to it.
    UnitFormat format;
    uint8_t minimum_instruction_length = 1;
    int8_t line_base = 0;
    uint8_t line_range = 1;
    std::vector<uint8_t> opcode_lengths;  ///< Of standard opcode n at index n - 1.
    std::vector<Entry> directories;
    std::vector<Entry> files;
    Bytes program;

    std::string_view NameOf(const Entry& entry) const;
    /// The directory of a file; empty where the table has none of that number. 0 is the compilation directory, which is
    /// an entry of its own since DWARF 5, and unwritten before.
    std::string_view DirectoryOf(const Entry& file) const;
    /// Of a name that stands in .debug_line itself.
    Entry EntryOf(std::string_view name, uint64_t directory) const;
};

/// Reads the header at `offset` of .debug_line, of DWARF 2 to 5. `unit` is the one that refers to it.
Result<LineHeader> ReadLineHeader(const Unit& unit, uint64_t offset);

}  // namespace faultbox::dwarf
