#include "host/symbols/file_hashes.h"

#include <algorithm>
#include <string_view>

#include "host/dwarf/line_header.h"
#include "host/symbols/name_hash.h"

namespace faultbox {
namespace {

std::string_view LastComponent(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// Of "linux/list.h", whether the line table has it as one name or as folder and name.
uint64_t HashOf(const dwarf::LineHeader& header, const dwarf::LineHeader::Entry& file, std::string_view comp_dir) {
    const std::string_view name = header.NameOf(file);
    const size_t slash = name.rfind('/');
    const std::string_view directory = header.DirectoryOf(file);
    std::string_view folder = directory.empty() ? comp_dir : directory;
    if (slash != std::string_view::npos) folder = name.substr(0, slash);
    return MixHash(HashText(LastComponent(name)), HashText(LastComponent(folder)));
}

}  // namespace

uint64_t FileHashes::Of(const dwarf::Unit& any_unit, uint64_t file) {
    const dwarf::Unit& unit = any_unit.info->LineOwnerOf(any_unit);
    const dwarf::UnitRoot& root = unit.info->RootDataOf(unit);
    if (!root.line_offset || *root.line_offset >= unit.sections->line.size()) return 0;
    auto [entry, is_new] = by_table_.try_emplace(unit.sections->line.data() + *root.line_offset);
    if (is_new) entry->second = Read(unit, *root.line_offset);
    return file < entry->second.size() ? entry->second[static_cast<size_t>(file)] : 0;
}

std::vector<uint64_t> FileHashes::Read(const dwarf::Unit& unit, uint64_t line_offset) {
    if (files_left_ == 0) return {};
    Result<dwarf::LineHeader> header = dwarf::ReadLineHeader(unit, line_offset);
    if (!header) return {};
    files_left_ -= std::min<uint64_t>(files_left_, header->files.size() + header->directories.size());
    // DWARF 5 counts from 0, earlier versions from 1.
    std::vector<uint64_t> hashes(header->format.version >= 5 ? 0 : 1);
    for (const dwarf::LineHeader::Entry& file : header->files) {
        hashes.push_back(HashOf(*header, file, unit.info->RootDataOf(unit).comp_dir));
    }
    return hashes;
}

}  // namespace faultbox
