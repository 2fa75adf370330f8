#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/dwarf/line_header.h"
#include "host/dwarf/line_program.h"

namespace faultbox::dwarf {

/// The line table of a unit. Of its rows some are kept, from where the program is run again for the others.
class LineTable {
  public:
    /// Runs the line program of `unit`. A program that is damaged gives the rows up to the damage; rows of a sequence
    /// that step back (DWARF 5, section 6.2.5 wants them in order) are damage to that sequence. kNotFound where the
    /// unit has none.
    static Result<LineTable> Read(const Unit& unit);

    /// The row that covers `address`.
    std::optional<LineRow> FindRow(uint64_t address) const;

    /// A file's path in the two ways it is asked for.
    struct Path {
        std::string full;      ///< With compilation directory, directory and name, nothing normalized.
        std::string relative;  ///< Without the compilation directory and without leading "./".
    };
    /// Path of the file of that number in rows and in DW_AT_decl_file and DW_AT_call_file; empty for an unknown one. It
    /// lives as long as the table.
    const Path& PathOf(uint64_t file) const;

  private:
    /// Before a row, which the program gives next.
    struct Checkpoint {
        uint64_t address;  // Of that row.
        LinePlace place;
    };
    struct Sequence {
        uint64_t begin, end;
        uint32_t first_checkpoint, checkpoint_count;
    };

    void Run();
    bool ReadSequence(LineProgram& program);
    std::optional<LineRow> FindRowIn(const Sequence& sequence, uint64_t address) const;
    Path MakePath(const LineHeader::File& file) const;

    LineHeader header_;
    std::endian order_ = std::endian::little;
    std::string_view comp_dir_;
    std::vector<Checkpoint> checkpoints_;
    std::vector<Sequence> sequences_;  // By begin.
    mutable std::unordered_map<uint64_t, Path> paths_;
};

}  // namespace faultbox::dwarf
