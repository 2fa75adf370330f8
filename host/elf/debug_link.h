#pragma once

#include <optional>
#include <string_view>

#include "host/elf/elf_file.h"

namespace faultbox::elf {

/// The file that holds the debug information of a stripped one. (Section .gnu_debuglink; GDB manual, "Separate Debug
/// Files")
struct DebugLink {
    std::string_view file;  ///< Untrusted: a name without folders where a linker wrote it.
    uint32_t crc = 0;       ///< CRC-32 of that file's bytes.
};
/// Nothing where there is no such section, or it is damaged.
std::optional<DebugLink> FindDebugLink(const ElfFile& elf);

/// The file that DW_FORM_*_sup and DW_FORM_GNU_*_alt refer to. (Sections .gnu_debugaltlink, as dwz writes it, and
/// .debug_sup of DWARF 5, section 7.3.6)
struct SupplementLink {
    std::string_view file;  ///< Untrusted path, relative to the file that refers to it.
    Bytes build_id;
};
std::optional<SupplementLink> FindSupplementLink(const ElfFile& elf);

}  // namespace faultbox::elf
