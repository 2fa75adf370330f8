#include "host/dwarf/line_table.h"

#include <algorithm>

namespace faultbox::dwarf {
namespace {

constexpr unsigned kRowsBetweenPlaces = 64;
/// Compilers write a row in a few bytes. This is what a look-up may cost.
constexpr uint64_t kMostBytesBetweenPlaces = 64 << 10;

bool IsAbsolute(std::string_view path) {
    return path.starts_with('/');
}

void Append(std::string& path, std::string_view component) {
    if (component.empty()) return;
    if (!path.empty() && !path.ends_with('/')) path += '/';
    path += component;
}

std::string_view Relative(std::string_view path, std::string_view comp_dir) {
    if (!comp_dir.empty() && path.starts_with(comp_dir) && path.substr(comp_dir.size()).starts_with('/')) {
        path.remove_prefix(comp_dir.size() + 1);
    }
    while (path.starts_with("./")) path.remove_prefix(2);
    return path;
}

}  // namespace

Result<LineTable> LineTable::ReadHeader(const Unit& any_unit) {
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
    return table;
}

Result<LineTable> LineTable::Read(const Unit& unit) {
    Result<LineTable> table = ReadHeader(unit);
    if (table) table->Run();
    return table;
}

Result<LineTable> LineTable::Read(const Unit& unit, const Rows& rows) {
    Result<LineTable> table = ReadHeader(unit);
    if (table) table->rows_ = rows;
    return table;
}

std::optional<LineTable::Rows> LineTable::rows() const {
    return defines_files_ ? std::nullopt : std::optional(rows_);
}

void LineTable::Run() {
    LineProgram program(header_, order_);
    while (ReadSequence(program)) continue;
    defines_files_ = !program.defined_files().empty();
    header_.files.append_range(program.defined_files());
    std::ranges::stable_sort(own_sequences_, {}, &LineSequence::begin);
    rows_ = {own_sequences_, own_places_};
}

// False behind the last one. One without end is dropped.
bool LineTable::ReadSequence(LineProgram& program) {
    const size_t first = own_places_.size();
    const uint64_t begin_offset = program.place().offset;
    uint64_t last_address = 0;
    auto is_near = [&] {
        return own_places_.size() == first ||
               program.place().offset - own_places_.back().offset <= kMostBytesBetweenPlaces;
    };
    bool is_in_order = true;
    const LineRow* row = program.Next();
    for (unsigned count = 0; row != nullptr && !program.is_end(); ++count, row = program.Next()) {
        is_in_order = is_in_order && row->address >= last_address && is_near();
        last_address = row->address;
        if (count % kRowsBetweenPlaces == 0) own_places_.push_back(program.place());
    }
    if (!is_in_order || !is_near()) {
        own_places_.resize(first);
        if (row != nullptr) KeepAllRows(begin_offset);
    }
    const bool has_rows = row != nullptr && own_places_.size() > first;
    if (has_rows && own_places_[first].row.address < row->address) {
        own_sequences_.push_back({own_places_[first].row.address, row->address, static_cast<uint32_t>(first),
                                  static_cast<uint32_t>(own_places_.size() - first)});
    } else {
        own_places_.resize(first);
    }
    return row != nullptr;
}

// Of a sequence that is not as DWARF 5, section 6.2.5 wants it: assemblers write code of several subsections in the
// order of the source. Such places are where no row follows.
void LineTable::KeepAllRows(uint64_t begin_offset) {
    const auto first = static_cast<ptrdiff_t>(own_places_.size());
    const uint64_t size = header_.program.size();
    LineProgram program(header_, order_, {.row = {}, .offset = begin_offset}, size);
    for (const LineRow* row = program.Next(); row != nullptr && !program.is_end(); row = program.Next()) {
        own_places_.push_back({*row, size});
    }
    auto rows = std::ranges::subrange(own_places_.begin() + first, own_places_.end());
    std::ranges::stable_sort(rows, {}, [](const LinePlace& place) { return place.row.address; });
}

std::optional<LineRow> LineTable::FindRow(uint64_t address) const {
    auto next = std::ranges::upper_bound(rows_.sequences, address, {}, &LineSequence::begin);
    // Sequences of discarded code may lie over others: look at a few before it.
    for (int tries = 0; tries < 8 && next != rows_.sequences.begin(); ++tries) {
        --next;
        if (address < next->end) return FindRowIn(*next, address);
    }
    return std::nullopt;
}

std::optional<LineRow> LineTable::FindRowIn(const LineSequence& sequence, uint64_t address) const {
    const size_t first = std::min<size_t>(sequence.first_place, rows_.places.size());
    auto places = rows_.places.subspan(first, std::min<size_t>(sequence.place_count, rows_.places.size() - first));
    auto behind =
        std::ranges::upper_bound(places, address, {}, [](const LinePlace& place) { return place.row.address; });
    if (behind == places.begin()) return std::nullopt;
    LineRow found = std::prev(behind)->row;
    LineProgram program(header_, order_, *std::prev(behind), kMostBytesBetweenPlaces);
    for (const LineRow* row = program.Next(); row != nullptr && !program.is_end(); row = program.Next()) {
        if (row->address > address || row->address < found.address) break;
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
    if (is_new) {
        path->second.full = FullPathOf(header_.files[static_cast<size_t>(index)]);
        path->second.relative = Relative(path->second.full, comp_dir_);
    }
    return path->second;
}

std::string LineTable::FullPathOf(const LineHeader::Entry& file) const {
    const std::string_view name = header_.NameOf(file);
    const bool is_new = header_.format.version >= 5;
    if (IsAbsolute(name)) return std::string(name);
    const std::string_view directory = header_.DirectoryOf(file);
    std::string full;
    const bool is_comp_dir = is_new && file.directory == 0;
    if (!is_comp_dir && !IsAbsolute(directory)) full = comp_dir_;
    Append(full, directory);
    Append(full, name);
    return full;
}

}  // namespace faultbox::dwarf
