#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox {

/// Tells apart the files that DW_AT_decl_file names, by a hash of each one's name and of the folder it is in: what lies
/// above compilers write in several ways ("./include/linux/list.h", "/usr/src/linux/include/linux/list.h").
class FileHashes {
  public:
    /// Of file number `file` in the line table of `unit`; 0 where that has no such file or cannot be read.
    uint64_t Of(const dwarf::Unit& unit, uint64_t file);

  private:
    /// Of all files by number; none where more were read already than a sound file has.
    std::vector<uint64_t> Read(const dwarf::Unit& unit, uint64_t line_offset);

    std::unordered_map<const uint8_t*, std::vector<uint64_t>> by_table_;  // By the line table's place.
    uint64_t files_left_ = uint64_t{8} << 20;                             // Tables may overlap.
};

}  // namespace faultbox
