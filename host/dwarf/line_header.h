#pragma once

#include <string_view>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// Header of a line program: names of directories and files. (DWARF 5, section 6.2.4)
struct LineHeader {
    struct File {
        std::string_view name;
        uint64_t directory = 0;
    };
    UnitFormat format;
    uint8_t minimum_instruction_length = 1;
    int8_t line_base = 0;
    uint8_t line_range = 1;
    std::vector<uint8_t> opcode_lengths;  ///< Of standard opcode n at index n - 1.
    std::vector<std::string_view> directories;
    std::vector<File> files;
    Bytes program;
};

/// Reads the header at `offset` of .debug_line, of DWARF 2 to 5. `unit` is the one that refers to it.
Result<LineHeader> ReadLineHeader(const Unit& unit, uint64_t offset);

}  // namespace faultbox::dwarf
