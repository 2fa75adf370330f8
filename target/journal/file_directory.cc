#include "target/journal/file_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <climits>

#include "target/journal/file_status.h"
#include "target/journal/terminated_name.h"

namespace faultbox::journal {
namespace {

constexpr mode_t kFolderMode = 0700;

// A new folder is itself an entry that a loss of power can undo.
Result<void> SyncParent(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    size_t slash = path.rfind('/');
    std::string_view parent = slash == std::string_view::npos ? "." : path.substr(0, slash + 1);
    std::array<char, PATH_MAX> text{};
    if (parent.size() >= text.size()) return Fail(ErrorCode::kLimit, "path is too long");
    std::ranges::copy(parent, text.begin());
    FileDescriptor folder = journal::OpenFile(text.data(), O_RDONLY | O_DIRECTORY);
    if (!folder.ok() || fsync(folder.get()) != 0) return SystemFailure("cannot sync the folder above");
    return {};
}

FileInfo InfoOf(const FileStatus& status) {
    return {.size_bytes = status.size_bytes, .modified_us = status.modified_us};
}

}  // namespace

Result<void> FileDirectory::Open(const char* path, bool create) {
    if (create) {
        if (mkdir(path, kFolderMode) == 0) {
            if (Result<void> synced = SyncParent(path); !synced) return synced;
        } else if (errno != EEXIST) {
            return SystemFailure("cannot create the folder");
        }
    }
    folder_ = journal::OpenFile(path, O_RDONLY | O_DIRECTORY);
    if (!folder_.ok()) return SystemFailure("cannot open the folder");
    return {};
}

Result<void> FileDirectory::GiveTo(uint32_t uid, uint32_t gid) {
    listing_.Open(folder_.get(), ".");
    while (const char* name = listing_.Next()) {
        FileStatus status;
        if (std::string_view(name) == "..") continue;
        if (!ReadStatus(folder_.get(), name, status)) {
            if (errno == ENOENT) continue;  // another process of the recorder has renamed it
            return SystemFailure("cannot look at");
        }
        // A second name is none of the recorder's: whoever owns the folder may have linked a file of root's into it.
        bool is_ours = (S_ISREG(status.mode) && status.links == 1) || std::string_view(name) == ".";
        if (!is_ours || (status.uid == uid && status.gid == gid)) continue;
        if (fchownat(folder_.get(), name, uid, gid, AT_SYMLINK_NOFOLLOW) != 0) {
            return SystemFailure("cannot give the store to the user");
        }
    }
    return listing_.Finish();
}

void FileDirectory::Lock() {
    if (locks_++ == 0) flock(folder_.get(), LOCK_EX);
}

void FileDirectory::Unlock() {
    if (--locks_ == 0) flock(folder_.get(), LOCK_UN);
}

Result<void> FileDirectory::VisitFiles(FileVisitor visit) {
    listing_.Open(folder_.get(), ".");
    while (const char* name = listing_.Next()) {
        FileStatus status;
        if (ReadStatus(folder_.get(), name, status)) {
            if (S_ISREG(status.mode)) visit(name, InfoOf(status));
        } else if (errno != ENOENT) {  // Else another process of the recorder has renamed it.
            visit(name, FileInfo());   // One inode that flash has lost must not hide the others; its name is taken.
        }
    }
    return listing_.Finish();
}

Result<FileInfo> FileDirectory::Stat(std::string_view name) {
    FileStatus status;
    if (!ReadStatus(folder_.get(), TerminatedName(name).c_str(), status)) return SystemFailure("cannot stat");
    return InfoOf(status);
}

// The folder may belong to a user who is not root: neither a link nor a pipe that nobody writes to.
FileDescriptor FileDirectory::OpenFile(std::string_view name, int flags) {
    return journal::OpenFile(folder_.get(), TerminatedName(name).c_str(), flags | O_NOFOLLOW | O_NONBLOCK);
}

Result<size_t> FileDirectory::Read(std::string_view name, std::span<uint8_t> buffer) {
    FileDescriptor file = OpenFile(name, O_RDONLY);
    if (!file.ok()) return SystemFailure("cannot open");
    return file.ReadAll(buffer);
}

Result<size_t> FileDirectory::ReadEnd(std::string_view name, std::span<uint8_t> buffer) {
    FileDescriptor file = OpenFile(name, O_RDONLY);
    FileStatus status;
    if (!file.ok() || !ReadStatus(file.get(), status)) return SystemFailure("cannot open");
    auto size = static_cast<off_t>(status.size_bytes);
    auto room = static_cast<off_t>(buffer.size());
    if (size > room && lseek(file.get(), size - room, SEEK_SET) < 0) return SystemFailure("cannot seek");
    return file.ReadAll(buffer);
}

Result<void> FileDirectory::Write(std::string_view name, Bytes content) {
    FileDescriptor file = OpenFile(name, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.ok()) return SystemFailure("cannot create");
    return file.WriteAll(content);
}

Result<void> FileDirectory::WriteAt(std::string_view name, uint64_t offset, Bytes content) {
    FileDescriptor file = OpenFile(name, O_WRONLY);
    if (!file.ok()) return SystemFailure("cannot open");
    if (lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0) return SystemFailure("cannot seek");
    return file.WriteAll(content);
}

Result<void> FileDirectory::Sync(std::string_view name) {
    FileDescriptor file = OpenFile(name, O_RDONLY);
    if (!file.ok()) return SystemFailure("cannot open");
    if (fsync(file.get()) != 0) return SystemFailure("cannot sync");
    // So that what is read back next comes from the flash.
    posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
    return {};
}

Result<void> FileDirectory::Rename(std::string_view from, std::string_view to) {
    if (renameat(folder_.get(), TerminatedName(from).c_str(), folder_.get(), TerminatedName(to).c_str()) != 0)
        return SystemFailure("cannot rename");
    return {};
}

Result<void> FileDirectory::Remove(std::string_view name) {
    if (unlinkat(folder_.get(), TerminatedName(name).c_str(), 0) != 0) return SystemFailure("cannot remove");
    return {};
}

Result<void> FileDirectory::SyncNames() {
    if (fsync(folder_.get()) != 0) return SystemFailure("cannot sync the folder");
    return {};
}

}  // namespace faultbox::journal
