#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::journal {

/// What is known of a file before it is read.
struct FileInfo {
    uint64_t size_bytes = 0;
    uint64_t modified_us = 0;  ///< Since 1970.
};

/// Refers to a function object that takes a file's name and what is known of it, for as long as that lives.
class FileVisitor {
  public:
    template <typename Function>
    FileVisitor(Function&& function)
        : object_(&function), call_([](void* object, std::string_view name, const FileInfo& info) {
              (*static_cast<std::remove_reference_t<Function>*>(object))(name, info);
          }) {}

    void operator()(std::string_view name, const FileInfo& info) const { call_(object_, name, info); }

  private:
    void* object_;
    void (*call_)(void* object, std::string_view name, const FileInfo& info);
};

/// The files of one folder: the store on flash, or /sys/fs/pstore. Names have no slash. Errors are kIo with the errno
/// as offset. Tests replace it by one that loses power after any operation.
class Directory {
  public:
    /// From here to the matching Unlock no other process changes the folder that locks it too; waits for one that does.
    /// May be nested. A folder that only one process sees needs none.
    virtual void Lock() {}
    virtual void Unlock() {}

    /// Visits all regular files, in no order; a name is valid during its visit. After an error there may be more files
    /// than were visited.
    virtual Result<void> VisitFiles(FileVisitor visit) = 0;

    virtual Result<FileInfo> Stat(std::string_view name) = 0;
    /// Reads the file from its start into `buffer`: as many bytes as there are, or as fit.
    virtual Result<size_t> Read(std::string_view name, std::span<uint8_t> buffer) = 0;
    /// The same of a file's end: the newest part of a log.
    virtual Result<size_t> ReadEnd(std::string_view name, std::span<uint8_t> buffer) = 0;
    /// Creates or replaces the file. Not durable before Sync.
    virtual Result<void> Write(std::string_view name, Bytes content) = 0;
    /// Replaces bytes of a file that is there, or puts them behind its end; what is between the end and `offset`
    /// becomes zero. Not durable before Sync.
    virtual Result<void> WriteAt(std::string_view name, uint64_t offset, Bytes content) = 0;
    /// The file's content outlives a loss of power from here on.
    virtual Result<void> Sync(std::string_view name) = 0;
    /// Replaces `to`, which need not exist. Atomic, but not durable before SyncNames.
    virtual Result<void> Rename(std::string_view from, std::string_view to) = 0;
    virtual Result<void> Remove(std::string_view name) = 0;
    /// All names, new and removed, outlive a loss of power from here on.
    virtual Result<void> SyncNames() = 0;

  protected:
    ~Directory() = default;
};

/// Holds a folder's lock.
class FolderLock {
  public:
    explicit FolderLock(Directory& directory);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

  private:
    Directory& directory_;
};

}  // namespace faultbox::journal
