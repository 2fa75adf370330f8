#include "host/dwarf/line_program.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

// DWARF 5, section 7.22, tables 7.25 and 7.26.
constexpr uint8_t DW_LNS_copy = 1, DW_LNS_advance_pc = 2, DW_LNS_advance_line = 3, DW_LNS_set_file = 4,
                  DW_LNS_set_column = 5, DW_LNS_const_add_pc = 8, DW_LNS_fixed_advance_pc = 9;
constexpr uint8_t DW_LNE_end_sequence = 1, DW_LNE_set_address = 2, DW_LNE_define_file = 3, DW_LNE_set_discriminator = 4;

}  // namespace

LineProgram::LineProgram(const LineHeader& header, std::endian order)
    : header_(header), reader_(header.program, order) {}

LineProgram::LineProgram(const LineHeader& header, std::endian order, const LinePlace& place, uint64_t most_bytes)
    : header_(header), reader_(header.program, order), row_(place.row) {
    const uint64_t size = header.program.size();
    const uint64_t begin = std::min(place.offset, size);
    reader_ = ByteReader(header.program.first(begin + std::min(most_bytes, size - begin)), order);
    reader_.Seek(begin);
}

const LineRow* LineProgram::Next() {
    if (is_end_) row_ = {};
    row_.discriminator = 0;
    has_row_ = is_end_ = false;
    while (!has_row_ && reader_.ok() && !reader_.at_end()) {
        const uint8_t opcode = reader_.U8();
        if (opcode > header_.opcode_lengths.size()) {
            Special(opcode);
        } else if (opcode == 0) {
            Extended();
        } else {
            Standard(opcode);
        }
    }
    return has_row_ && reader_.ok() ? &row_ : nullptr;
}

void LineProgram::Special(uint8_t opcode) {
    const auto adjusted = static_cast<uint8_t>(opcode - header_.opcode_lengths.size() - 1);
    Advance(adjusted / header_.line_range);
    row_.line += static_cast<uint32_t>(header_.line_base + adjusted % header_.line_range);
    has_row_ = true;
}

void LineProgram::Standard(uint8_t opcode) {
    switch (opcode) {
        case DW_LNS_copy:
            has_row_ = true;
            return;
        case DW_LNS_advance_pc:
            return Advance(reader_.Uleb128());
        case DW_LNS_advance_line:
            row_.line += static_cast<uint32_t>(reader_.Sleb128());
            return;
        case DW_LNS_set_file:
            row_.file = static_cast<uint32_t>(reader_.Uleb128());
            return;
        case DW_LNS_set_column:
            row_.column = static_cast<uint32_t>(reader_.Uleb128());
            return;
        case DW_LNS_const_add_pc: {
            const auto adjusted = static_cast<uint8_t>(255 - header_.opcode_lengths.size() - 1);
            return Advance(adjusted / header_.line_range);
        }
        case DW_LNS_fixed_advance_pc:
            row_.address += reader_.U16();
            return;
        default:
            for (uint8_t count = header_.opcode_lengths[opcode - 1]; count > 0; --count) reader_.Uleb128();
    }
}

void LineProgram::Extended() {
    const uint64_t length = reader_.Uleb128();
    ByteReader operand(reader_.Take(length), reader_.order());
    if (length == 0) return;
    switch (operand.U8()) {
        case DW_LNE_end_sequence:
            is_end_ = has_row_ = true;
            return;
        case DW_LNE_set_address:
            if (length - 1 >= 1 && length - 1 <= 8) {
                row_.address = operand.Unsigned(static_cast<unsigned>(length - 1));
            }
            return;
        case DW_LNE_define_file: {
            std::string_view name = operand.CString();
            uint64_t directory = operand.Uleb128();
            if (operand.ok()) defined_files_.push_back(header_.EntryOf(name, directory));
            return;
        }
        case DW_LNE_set_discriminator:
            row_.discriminator = static_cast<uint32_t>(operand.Uleb128());
            return;
        default:
            return;
    }
}

}  // namespace faultbox::dwarf
