#include "host/dwarf/line_table.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

// DWARF 5, section 7.22, tables 7.25 and 7.26.
constexpr uint8_t DW_LNS_copy = 1, DW_LNS_advance_pc = 2, DW_LNS_advance_line = 3, DW_LNS_set_file = 4,
                  DW_LNS_set_column = 5, DW_LNS_const_add_pc = 8, DW_LNS_fixed_advance_pc = 9;
constexpr uint8_t DW_LNE_end_sequence = 1, DW_LNE_set_address = 2, DW_LNE_define_file = 3, DW_LNE_set_discriminator = 4;

bool IsAbsolute(std::string_view path) {
    return path.starts_with('/');
}

void Append(std::string& path, std::string_view component) {
    if (component.empty()) return;
    if (!path.empty() && !path.ends_with('/')) path += '/';
    path += component;
}

std::string Relative(std::string_view path, std::string_view comp_dir) {
    if (!comp_dir.empty() && path.starts_with(comp_dir) && path.substr(comp_dir.size()).starts_with('/')) {
        path.remove_prefix(comp_dir.size() + 1);
    }
    while (path.starts_with("./")) path.remove_prefix(2);
    return std::string(path);
}

}  // namespace

/// The state machine of DWARF 5, section 6.2.
class LineProgram {
  public:
    LineProgram(LineTable& table, std::endian order)
        : table_(table), header_(table.header_), reader_(header_.program, order) {}

    void Run() {
        while (reader_.ok() && !reader_.at_end()) {
            uint8_t opcode = reader_.U8();
            if (opcode > header_.opcode_lengths.size()) {
                Special(static_cast<uint8_t>(opcode - header_.opcode_lengths.size() - 1));
            } else if (opcode == 0) {
                Extended();
            } else {
                Standard(opcode);
            }
        }
    }

  private:
    void Emit() {
        if (!reader_.ok()) return;
        table_.rows_.push_back(row_);
        row_.discriminator = 0;
    }
    void Advance(uint64_t operation_advance) { row_.address += operation_advance * header_.minimum_instruction_length; }
    void Special(uint8_t adjusted) {
        Advance(adjusted / header_.line_range);
        row_.line += static_cast<uint32_t>(header_.line_base + adjusted % header_.line_range);
        Emit();
    }

    void Standard(uint8_t opcode) {
        switch (opcode) {
            case DW_LNS_copy:
                return Emit();
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
                uint8_t adjusted = static_cast<uint8_t>(255 - header_.opcode_lengths.size() - 1);
                return Advance(adjusted / header_.line_range);
            }
            case DW_LNS_fixed_advance_pc:
                row_.address += reader_.U16();
                return;
            default:
                for (uint8_t count = header_.opcode_lengths[opcode - 1]; count > 0; --count) reader_.Uleb128();
        }
    }

    void Extended() {
        uint64_t length = reader_.Uleb128();
        ByteReader operand(reader_.Take(length), reader_.order());
        if (length == 0) return;
        switch (operand.U8()) {
            case DW_LNE_end_sequence:
                return EndSequence();
            case DW_LNE_set_address:
                if (length - 1 >= 1 && length - 1 <= 8)
                    row_.address = operand.Unsigned(static_cast<unsigned>(length - 1));
                return;
            case DW_LNE_define_file: {
                LineHeader::File file;
                file.name = operand.CString();
                file.directory = operand.Uleb128();
                if (operand.ok()) header_.files.push_back(file);
                return;
            }
            case DW_LNE_set_discriminator:
                row_.discriminator = static_cast<uint32_t>(operand.Uleb128());
                return;
            default:
                return;
        }
    }

    void EndSequence() {
        row_.end_sequence = true;
        Emit();
        table_.AddSequence(first_row_);
        first_row_ = static_cast<uint32_t>(table_.rows_.size());
        row_ = {};
    }

    LineTable& table_;
    LineHeader& header_;
    ByteReader reader_;
    LineRow row_;
    uint32_t first_row_ = 0;
};

Result<LineTable> LineTable::Read(const Unit& any_unit) {
    // A split compile unit has the line table of its skeleton. (DWARF 5, section 3.1.3)
    const Unit& unit = any_unit.info->LineOwnerOf(any_unit);
    const UnitRoot& root = unit.info->RootDataOf(unit);
    if (!root.line_offset) return Fail(ErrorCode::kNotFound, "unit has no line table", unit.info_offset());
    Result<LineHeader> header = ReadLineHeader(unit, *root.line_offset);
    if (!header) return std::unexpected(header.error());
    LineTable table;
    table.header_ = std::move(*header);
    table.comp_dir_ = root.comp_dir;
    LineProgram(table, unit.info->sections().order).Run();
    std::ranges::stable_sort(table.sequences_, {}, &Sequence::begin);
    return table;
}

void LineTable::AddSequence(uint32_t first_row) {
    if (first_row >= rows_.size()) return;
    auto rows = std::span(rows_).subspan(first_row);
    // Compilers write rows in order of address; a damaged table may not.
    auto in_order = rows.first(rows.size() - 1);
    if (!std::ranges::is_sorted(in_order, {}, &LineRow::address)) {
        std::ranges::stable_sort(in_order, {}, &LineRow::address);
    }
    uint64_t begin = rows.front().address;
    uint64_t end = rows.back().address;
    if (begin < end) sequences_.push_back({begin, end, first_row, static_cast<uint32_t>(rows_.size() - 1)});
}

const LineRow* LineTable::FindRow(uint64_t address) const {
    auto next = std::ranges::upper_bound(sequences_, address, {}, &Sequence::begin);
    // Sequences of discarded code may lie over others: look at a few before it.
    for (int tries = 0; tries < 8 && next != sequences_.begin(); ++tries) {
        --next;
        if (address >= next->end) continue;
        auto rows = std::span(rows_).subspan(next->first_row, next->last_row - next->first_row);
        auto behind = std::ranges::upper_bound(rows, address, {}, &LineRow::address);
        if (behind != rows.begin()) return &*std::prev(behind);
    }
    return nullptr;
}

LineTable::Path LineTable::PathOf(uint64_t file) const {
    bool is_new = header_.format.version >= 5;
    uint64_t index = is_new ? file : file - 1;  // DWARF 5 counts from 0, earlier versions from 1.
    if (index >= header_.files.size()) return {};
    const LineHeader::File& entry = header_.files[static_cast<size_t>(index)];
    if (IsAbsolute(entry.name)) return {std::string(entry.name), Relative(entry.name, comp_dir_)};
    // Directory 0 is the compilation directory: an entry of its own since DWARF 5, unwritten before.
    uint64_t directory_index = is_new ? entry.directory : entry.directory - 1;
    std::string_view directory;
    if (directory_index < header_.directories.size()) {
        directory = header_.directories[static_cast<size_t>(directory_index)];
    }
    std::string full;
    bool is_comp_dir = is_new && entry.directory == 0;
    if (!is_comp_dir && !IsAbsolute(directory)) full = comp_dir_;
    Append(full, directory);
    Append(full, entry.name);
    return {full, Relative(full, comp_dir_)};
}

}  // namespace faultbox::dwarf
