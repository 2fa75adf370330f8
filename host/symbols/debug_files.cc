#include "host/symbols/debug_files.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <format>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "host/elf/debug_link.h"
#include "target/codec/crc32.h"

namespace faultbox {
namespace {

namespace fs = std::filesystem;

std::string Hex(Bytes bytes) {
    std::string text;
    for (uint8_t byte : bytes) text += std::format("{:02x}", byte);
    return text;
}

bool IsFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// "/x/y/vmlinux" -> "/x/y", whether or not the path is absolute.
fs::path FolderOf(const std::string& path) {
    std::error_code error;
    fs::path absolute = fs::absolute(path, error);
    return (error ? fs::path(path) : absolute).parent_path();
}

/// ".build-id/xx/yyyy.debug"; empty for an id that is too short to be one.
fs::path BuildIdPath(Bytes build_id) {
    if (build_id.size() < 8) return {};
    std::string hex = Hex(build_id);
    return fs::path(".build-id") / hex.substr(0, 2) / (hex.substr(2) + ".debug");
}

std::vector<fs::path> CandidatesByBuildId(Bytes build_id, const fs::path& folder, const DebugFolders& folders) {
    std::vector<fs::path> candidates;
    fs::path below = BuildIdPath(build_id);
    if (below.empty()) return candidates;
    candidates.push_back(folder / below);
    for (const std::string& given : folders.given) candidates.push_back(given / below);
    for (const std::string& root : folders.roots) candidates.push_back(root / below);
    for (const std::string& cache : folders.caches) candidates.push_back(fs::path(cache) / Hex(build_id) / "debuginfo");
    return candidates;
}

std::vector<fs::path> CandidatesByName(const fs::path& name, const fs::path& folder, const DebugFolders& folders) {
    std::vector<fs::path> candidates = {folder / name, folder / ".debug" / name};
    for (const std::string& given : folders.given) candidates.push_back(given / name);
    for (const std::string& root : folders.roots) candidates.push_back(root / folder.relative_path() / name);
    return candidates;
}

bool HaveEqualLayout(const elf::ElfFile& stripped, const elf::ElfFile& debug) {
    std::unordered_map<std::string_view, const elf::Section*> by_name;
    for (const elf::Section& section : debug.sections()) by_name.try_emplace(section.name, &section);
    return std::ranges::all_of(stripped.sections(), [&](const elf::Section& section) {
        if (!section.is_allocated()) return true;
        auto other = by_name.find(section.name);
        return other != by_name.end() && other->second->address == section.address &&
               other->second->size == section.size;
    });
}

bool IsSameFile(const fs::path& candidate, const std::string& path) {
    std::error_code ignored;
    return fs::equivalent(candidate, path, ignored);
}

std::string InWords(const Error& error) {
    if (error.code == ErrorCode::kIo) {
        return std::format("{}: {}", error.what, std::strerror(static_cast<int>(error.offset)));
    }
    return error.offset == 0 ? error.what : std::format("{} (at offset {:#x})", error.what, error.offset);
}

}  // namespace

DebugFolders DebugFolders::OfSystem() {
    DebugFolders folders;
    folders.roots = {"/usr/lib/debug"};
    // Where the client looks, first to last (debuginfod_find(3), "CACHE").
    auto add = [&](const char* variable, const char* below) {
        const char* value = std::getenv(variable);
        if (value && *value) folders.caches.push_back(std::string(value) + below);
    };
    add("DEBUGINFOD_CACHE_PATH", "");
    add("XDG_CACHE_HOME", "/debuginfod_client");
    add("HOME", "/.cache/debuginfod_client");
    add("HOME", "/.debuginfod_client_cache");
    return folders;
}

std::expected<DebugFile, std::string> OpenDebugFile(const std::string& path) {
    Result<MappedFile> mapping = MappedFile::Open(path);
    if (!mapping) return std::unexpected(InWords(mapping.error()));
    Result<std::unique_ptr<elf::ElfFile>> elf = elf::ElfFile::Parse(mapping->bytes());
    if (!elf) return std::unexpected(InWords(elf.error()));
    return DebugFile{path, std::move(*mapping), std::move(*elf)};
}

bool HasDebugInfo(const elf::ElfFile& elf) {
    return elf.FindSection(".debug_info") || elf.FindSection(".zdebug_info");
}

std::string WhyNotDebugFileOf(const elf::ElfFile& stripped, const DebugFile& debug) {
    const elf::Header& own = stripped.header();
    const elf::Header& other = debug.elf->header();
    if (own.machine != other.machine || own.is_64 != other.is_64 || own.order != other.order) {
        return "it is for another CPU";
    }
    Bytes build_id = stripped.BuildId();
    Bytes other_id = debug.elf->BuildId();
    if (!build_id.empty() && !other_id.empty()) {
        if (!std::ranges::equal(build_id, other_id)) return "its build id differs";
    } else {
        std::optional<elf::DebugLink> link = elf::FindDebugLink(stripped);
        if (!link) return "neither a build id nor a checksum says that it belongs here";
        if (codec::Crc32(debug.mapping.bytes()) != link->crc) return "its checksum differs";
    }
    if (!HasDebugInfo(*debug.elf)) return "it has no debug information";
    if (stripped.is_relocatable() && !HaveEqualLayout(stripped, *debug.elf)) return "its sections differ";
    return {};
}

std::expected<DebugFile, std::string> FindDebugFile(const elf::ElfFile& stripped, const std::string& path,
                                                    const DebugFolders& folders) {
    fs::path folder = FolderOf(path);
    std::vector<fs::path> candidates = CandidatesByBuildId(stripped.BuildId(), folder, folders);
    std::optional<elf::DebugLink> link = elf::FindDebugLink(stripped);
    if (link) {
        // A name with folders in it could lead anywhere: only its last part counts.
        for (fs::path& candidate : CandidatesByName(fs::path(link->file).filename(), folder, folders)) {
            candidates.push_back(std::move(candidate));
        }
    }
    std::string why = link ? std::format("its debug information lies in {}, which is not found", link->file)
                           : std::string("it has no debug information, and no debug file of it is found");
    for (const fs::path& candidate : candidates) {
        if (!IsFile(candidate) || IsSameFile(candidate, path)) continue;
        std::expected<DebugFile, std::string> debug = OpenDebugFile(candidate.string());
        std::string reason = debug ? WhyNotDebugFileOf(stripped, *debug) : debug.error();
        if (reason.empty()) return debug;
        why = std::format("its debug information is not that of {}: {}", candidate.string(), reason);
    }
    return std::unexpected(why);
}

std::expected<DebugFile, std::string> FindSupplement(const elf::ElfFile& elf, const std::string& path,
                                                     const DebugFolders& folders) {
    std::optional<elf::SupplementLink> link = elf::FindSupplementLink(elf);
    if (!link) return std::unexpected("it names no supplementary file");
    if (link->build_id.empty()) {
        return std::unexpected(std::format("supplementary file {} is named without a build id", link->file));
    }
    fs::path folder = FolderOf(path);
    std::vector<fs::path> candidates = {folder / link->file};
    for (fs::path& candidate : CandidatesByBuildId(link->build_id, folder, folders)) {
        candidates.push_back(std::move(candidate));
    }
    for (fs::path& candidate : CandidatesByName(fs::path(link->file).filename(), folder, folders)) {
        candidates.push_back(std::move(candidate));
    }
    for (const fs::path& candidate : candidates) {
        if (!IsFile(candidate)) continue;
        std::expected<DebugFile, std::string> found = OpenDebugFile(candidate.string());
        if (found && std::ranges::equal(found->elf->BuildId(), link->build_id)) return found;
    }
    return std::unexpected(
        std::format("supplementary file {} of build id {} not found", link->file, Hex(link->build_id)));
}

}  // namespace faultbox
