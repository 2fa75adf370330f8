#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "arch/common/byte_reader.h"
#include "host/dwarf/line_header.h"

namespace faultbox::dwarf {

/// One row of the line number matrix. (DWARF 5, section 6.2.2)
struct LineRow {
    uint64_t address = 0;
    uint32_t file = 1;
    uint32_t line = 1;
    uint32_t column = 0;
    uint32_t discriminator = 0;
};

/// A row, which does not end its sequence, and where the program goes on behind it. Plain numbers, as they are kept in
/// a saved index.
struct LinePlace {
    LineRow row;
    uint64_t offset = 0;  ///< Of the next instruction in the program.
};

/// The state machine of DWARF 5, section 6.2, which makes a row at a time of an untrusted program.
class LineProgram {
  public:
    /// Of `header`, which must outlive it, from its beginning.
    LineProgram(const LineHeader& header, std::endian order);
    /// From behind `place` on, `most_bytes` of it.
    LineProgram(const LineHeader& header, std::endian order, const LinePlace& place, uint64_t most_bytes);

    /// The next row, until the call after; nullptr behind the last one and where the program is damaged.
    const LineRow* Next();
    /// True when the row that was given last ends its sequence: it is the first address behind.
    bool is_end() const { return is_end_; }
    /// The row that was given last.
    LinePlace place() const { return {row_, reader_.offset()}; }
    /// Files that the program itself has named so far (DW_LNE_define_file), behind those of the header.
    const std::vector<LineHeader::Entry>& defined_files() const { return defined_files_; }

  private:
    void Advance(uint64_t operation_advance) { row_.address += operation_advance * header_.minimum_instruction_length; }
    void Special(uint8_t opcode);
    void Standard(uint8_t opcode);
    void Extended();

    const LineHeader& header_;
    ByteReader reader_;
    LineRow row_;
    bool has_row_ = false;  // `row_` is to be given, or was.
    bool is_end_ = false;
    std::vector<LineHeader::Entry> defined_files_;
};

}  // namespace faultbox::dwarf
