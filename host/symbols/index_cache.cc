#include "host/symbols/index_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <span>

#include "host/io/mapped_file.h"

namespace faultbox {
namespace {

std::unexpected<Error> SystemError(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<uint64_t>(errno));
}

bool WriteAll(int descriptor, Bytes bytes) {
    while (!bytes.empty()) {
        ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return true;
}

/// Writes beside `path` under a name that no other process uses, then renames.
Result<void> Replace(const std::string& path, Bytes bytes) {
    std::string temporary = path + ".XXXXXX";
    int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) return SystemError("the index cannot be created");
    bool written = WriteAll(descriptor, bytes) && fchmod(descriptor, 0644) == 0;
    Result<void> result;
    if (!written) result = SystemError("the index cannot be written");
    if (close(descriptor) != 0 && result) result = SystemError("the index cannot be written");
    if (result && std::rename(temporary.c_str(), path.c_str()) != 0) {
        result = SystemError("the index cannot be put in its place");
    }
    if (!result) unlink(temporary.c_str());
    return result;
}

std::string Environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

std::optional<IndexCache> IndexCache::Default() {
    if (std::getenv("FAULTSCOPE_CACHE")) {
        std::string folder = Environment("FAULTSCOPE_CACHE");
        return folder.empty() ? std::nullopt : std::optional(IndexCache(folder));
    }
    std::string base = Environment("XDG_CACHE_HOME");
    // The XDG base directory specification: a relative path is to be ignored.
    if (base.starts_with('/')) return IndexCache(base + "/faultscope");
    std::string home = Environment("HOME");
    if (!home.starts_with('/')) return std::nullopt;
    return IndexCache(home + "/.cache/faultscope");
}

std::string IndexCache::PathOf(const SymbolFile& file) const {
    std::string id;
    for (uint8_t byte : file.identity().build_id) id += std::format("{:02x}", byte);
    if (id.empty() || id.size() > 128) return {};
    return folder_ + "/" + id + ".index";
}

Result<bool> IndexCache::Attach(const SymbolFile& file) const {
    std::string path = PathOf(file);
    if (path.empty() || access(path.c_str(), R_OK) != 0) return false;
    Result<MappedFile> mapping = MappedFile::Open(path);
    if (!mapping) return std::unexpected(mapping.error());
    Result<void> used = file.UseIndex(std::move(*mapping));
    if (!used) return std::unexpected(used.error());
    return true;
}

Result<void> IndexCache::Save(const SymbolFile& file) const {
    std::string path = PathOf(file);
    if (path.empty()) return Fail(ErrorCode::kUnsupported, "the file has no build id to keep an index by", 0);
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) {
        return Fail(ErrorCode::kIo, "the folder of indexes cannot be made", static_cast<uint64_t>(error.value()));
    }
    return Replace(path, file.BuildIndex());
}

}  // namespace faultbox
