#pragma once

#include <string>
#include <vector>

#include "host/dwarf/debug_info.h"
#include "host/symbols/debug_files.h"

namespace faultbox {

/// Completes `debug` by what lies in other files: the split units of its skeletons, out of NAME.dwp and .dwo files, and
/// the supplementary file that dwz made. `elf` is the file that `debug` was read from, at `path`. The files are kept in
/// `files`, which must outlive `debug`. What is not found, or is of another build, is told in `notes`.
void LoadSplitFiles(const elf::ElfFile& elf, const std::string& path, const DebugFolders& folders,
                    dwarf::DebugInfo& debug, std::vector<DebugFile>& files, std::vector<std::string>& notes);

}  // namespace faultbox
