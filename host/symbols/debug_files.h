#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "host/elf/elf_file.h"
#include "host/io/mapped_file.h"

namespace faultbox {

/// Folders in which debug files are looked for, besides the one of the file that they belong to. Nothing is ever
/// fetched from a network.
struct DebugFolders {
    std::vector<std::string> roots;   ///< Like /usr/lib/debug: ".build-id" and the file's own path below them.
    std::vector<std::string> caches;  ///< Of debuginfod's client: BUILDID/debuginfo below them (debuginfod_find(3)).
    std::vector<std::string> given;   ///< By the user.

    /// /usr/lib/debug and the cache folders that the environment names.
    static DebugFolders OfSystem();
};

/// An ELF file that holds what another one was stripped of. Its sections are those of the other, without contents.
struct DebugFile {
    std::string path;
    MappedFile mapping;
    std::unique_ptr<elf::ElfFile> elf;
};

/// Maps and parses the file at `path`. The error is a sentence's part: "not an ELF file", "cannot open the file:
/// Permission denied".
std::expected<DebugFile, std::string> OpenDebugFile(const std::string& path);

/// True where the file holds .debug_info.
bool HasDebugInfo(const elf::ElfFile& elf);

/// Why `debug` cannot be the debug file of `stripped`, empty where it can: by CPU, build id or, where one has none, the
/// CRC of .gnu_debuglink, and for relocatable files by the places of their sections.
std::string WhyNotDebugFileOf(const elf::ElfFile& stripped, const DebugFile& debug);

/// The debug file of `stripped`, the file at `path`: by build id below the folders, then by .gnu_debuglink (GDB manual,
/// "Separate Debug Files"). The error says why there is none.
std::expected<DebugFile, std::string> FindDebugFile(const elf::ElfFile& stripped, const std::string& path,
                                                    const DebugFolders& folders);

/// The supplementary file that .gnu_debugaltlink of `elf`, the file at `path`, names; its build id is compared.
std::expected<DebugFile, std::string> FindSupplement(const elf::ElfFile& elf, const std::string& path,
                                                     const DebugFolders& folders);

}  // namespace faultbox
