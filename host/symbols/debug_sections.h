#pragma once

#include "host/dwarf/debug_info.h"
#include "host/elf/elf_file.h"

namespace faultbox {

/// The debug sections of `elf`, decompressed and relocated; those that cannot be read are empty. `suffix` is "", or
/// ".dwo" for the sections of split debug information.
dwarf::DebugSections LoadDebugSections(const elf::ElfFile& elf, std::string_view suffix = {});

/// One section by its name without ".debug_".
Bytes LoadDebugSection(const elf::ElfFile& elf, std::string_view name, std::string_view suffix = {});

}  // namespace faultbox
