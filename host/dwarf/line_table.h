#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/dwarf/line_header.h"
#include "host/dwarf/line_program.h"

namespace faultbox::dwarf {

/// Addresses [begin, end) with rows. Plain numbers, as they are kept in a saved index.
struct LineSequence {
    uint64_t begin = 0;
    uint64_t end = 0;
    uint32_t first_place = 0;  ///< Of its rows some, the first one among them, in order of address.
    uint32_t place_count = 0;
};

/// The line table of a unit. Of its rows some are kept, from where the program is run again for the others.
class LineTable {
  public:
    /// What was found out by running the program.
    struct Rows {
        std::span<const LineSequence> sequences;  ///< By begin.
        std::span<const LinePlace> places;
    };

    LineTable(LineTable&&) = default;
    LineTable& operator=(LineTable&&) = default;

    /// Runs the line program of `unit`. A program that is damaged gives the rows up to the damage. kNotFound where the
    /// unit has none.
    static Result<LineTable> Read(const Unit& unit);
    /// The same, where the rows are known. They are untrusted and must outlive the table.
    static Result<LineTable> Read(const Unit& unit, const Rows& rows);

    /// Bytes of the line program.
    uint64_t program_size() const { return header_.program.size(); }
    /// Nothing where the program names files itself, so that it has to be run for them.
    std::optional<Rows> rows() const;

    /// The row that covers `address`.
    std::optional<LineRow> FindRow(uint64_t address) const;

    /// A file's path in the two ways it is asked for.
    struct Path {
        std::string full;           ///< With compilation directory, directory and name, nothing normalized.
        std::string_view relative;  ///< The part of `full` behind the compilation directory and leading "./".
    };
    /// Path of the file of that number in rows and in DW_AT_decl_file and DW_AT_call_file; empty for an unknown one. It
    /// lives as long as the table.
    const Path& PathOf(uint64_t file) const;

  private:
    LineTable() = default;
    static Result<LineTable> ReadHeader(const Unit& unit);
    void Run();
    bool ReadSequence(LineProgram& program);
    void KeepAllRows(uint64_t begin_offset);
    std::optional<LineRow> FindRowIn(const LineSequence& sequence, uint64_t address) const;
    std::string FullPathOf(const LineHeader::Entry& file) const;

    LineHeader header_;
    std::endian order_ = std::endian::little;
    std::string_view comp_dir_;
    bool defines_files_ = false;
    std::vector<LineSequence> own_sequences_;
    std::vector<LinePlace> own_places_;
    Rows rows_;
    mutable std::unordered_map<uint64_t, Path> paths_;
};

}  // namespace faultbox::dwarf
