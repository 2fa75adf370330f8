#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// One row of the line number matrix. (DWARF 5, section 6.2.2)
struct LineRow {
    uint64_t address = 0;
    uint32_t file = 1;
    uint32_t line = 1;
    uint32_t column = 0;
    uint32_t discriminator = 0;
    bool end_sequence = false;
};

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

/// The line table of a unit.
class LineTable {
  public:
    /// Runs the line program of `unit`. A program that is damaged gives the rows up to the damage. kNotFound where the
    /// unit has none.
    static Result<LineTable> Read(const Unit& unit);

    /// The row that covers `address`, or nullptr.
    const LineRow* FindRow(uint64_t address) const;

    /// A file's path in the two ways it is asked for.
    struct Path {
        std::string full;      ///< With compilation directory, directory and name, nothing normalized.
        std::string relative;  ///< Without the compilation directory and without leading "./".
    };
    /// Path of the file of that number in rows and in DW_AT_decl_file and DW_AT_call_file; empty for an unknown one.
    Path PathOf(uint64_t file) const;

  private:
    struct Sequence {
        uint64_t begin, end;
        uint32_t first_row, last_row;  // The last one ends the sequence.
    };
    void AddSequence(uint32_t first_row);

    LineHeader header_;
    std::string_view comp_dir_;
    std::vector<LineRow> rows_;
    std::vector<Sequence> sequences_;  // By begin.

    friend class LineProgram;
};

}  // namespace faultbox::dwarf
