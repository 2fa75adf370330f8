#include "host/dwarf/line_table.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

constexpr unsigned kRowsBetweenCheckpoints = 64;

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

Result<LineTable> LineTable::Read(const Unit& any_unit) {
    // A split compile unit has the line table of its skeleton. (DWARF 5, section 3.1.3)
    const Unit& unit = any_unit.info->LineOwnerOf(any_unit);
    const UnitRoot& root = unit.info->RootDataOf(unit);
    if (!root.line_offset) return Fail(ErrorCode::kNotFound, "unit has no line table", unit.info_offset());
    Result<LineHeader> header = ReadLineHeader(unit, *root.line_offset);
    if (!header) return std::unexpected(header.error());
    LineTable table;
    table.header_ = std::move(*header);
    table.order_ = unit.info->sections().order;
    table.comp_dir_ = root.comp_dir;
    table.Run();
    return table;
}

void LineTable::Run() {
    LineProgram program(header_, order_);
    while (ReadSequence(program)) continue;
    header_.files.append_range(program.defined_files());
    std::ranges::stable_sort(sequences_, {}, &Sequence::begin);
}

// False behind the last one.
bool LineTable::ReadSequence(LineProgram& program) {
    const size_t first = checkpoints_.size();
    uint64_t last = 0;
    bool is_in_order = true;
    for (unsigned count = 0;; ++count) {
        std::optional<LinePlace> place;
        if (count % kRowsBetweenCheckpoints == 0 && is_in_order) place = program.place();
        const LineRow* row = program.Next();
        const bool is_end = row == nullptr || row->end_sequence;
        is_in_order = is_in_order && row != nullptr && (count == 0 || row->address >= last);
        if (is_in_order) last = row->address;
        if (!is_end && place && is_in_order) checkpoints_.push_back({row->address, *place});
        if (!is_end) continue;
        const bool has_rows = row != nullptr && checkpoints_.size() > first && checkpoints_[first].address < last;
        if (has_rows) {
            sequences_.push_back({checkpoints_[first].address, last, static_cast<uint32_t>(first),
                                  static_cast<uint32_t>(checkpoints_.size() - first)});
        } else {
            checkpoints_.resize(first);
        }
        return row != nullptr;
    }
}

std::optional<LineRow> LineTable::FindRow(uint64_t address) const {
    auto next = std::ranges::upper_bound(sequences_, address, {}, &Sequence::begin);
    // Sequences of discarded code may lie over others: look at a few before it.
    for (int tries = 0; tries < 8 && next != sequences_.begin(); ++tries) {
        --next;
        if (address < next->end) return FindRowIn(*next, address);
    }
    return std::nullopt;
}

std::optional<LineRow> LineTable::FindRowIn(const Sequence& sequence, uint64_t address) const {
    auto checkpoints = std::span(checkpoints_).subspan(sequence.first_checkpoint, sequence.checkpoint_count);
    auto behind = std::ranges::upper_bound(checkpoints, address, {}, &Checkpoint::address);
    if (behind == checkpoints.begin()) return std::nullopt;
    LineProgram program(header_, order_, std::prev(behind)->place);
    std::optional<LineRow> found;
    for (const LineRow* row = program.Next(); row != nullptr; row = program.Next()) {
        const bool steps_back = found && row->address < found->address;
        if (row->address > address || row->end_sequence || steps_back) break;
        found = *row;
    }
    return found;
}

const LineTable::Path& LineTable::PathOf(uint64_t file) const {
    static const Path kUnknown;
    // DWARF 5 counts from 0, earlier versions from 1.
    const uint64_t index = header_.format.version >= 5 ? file : file - 1;
    if (index >= header_.files.size()) return kUnknown;
    auto [path, is_new] = paths_.try_emplace(index);
    if (is_new) path->second = MakePath(header_.files[static_cast<size_t>(index)]);
    return path->second;
}

LineTable::Path LineTable::MakePath(const LineHeader::File& file) const {
    const bool is_new = header_.format.version >= 5;
    if (IsAbsolute(file.name)) return {std::string(file.name), Relative(file.name, comp_dir_)};
    // Directory 0 is the compilation directory: an entry of its own since DWARF 5, unwritten before.
    const uint64_t index = is_new ? file.directory : file.directory - 1;
    std::string_view directory;
    if (index < header_.directories.size()) directory = header_.directories[static_cast<size_t>(index)];
    std::string full;
    const bool is_comp_dir = is_new && file.directory == 0;
    if (!is_comp_dir && !IsAbsolute(directory)) full = comp_dir_;
    Append(full, directory);
    Append(full, file.name);
    return {full, Relative(full, comp_dir_)};
}

}  // namespace faultbox::dwarf
