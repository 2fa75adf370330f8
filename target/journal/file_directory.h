#pragma once

#include "target/journal/directory.h"
#include "target/journal/file_descriptor.h"
#include "target/journal/folder_listing.h"

namespace faultbox::journal {

/// A folder of the running system.
class FileDirectory : public Directory {
  public:
    FileDirectory() = default;
    FileDirectory(const FileDirectory&) = delete;
    FileDirectory& operator=(const FileDirectory&) = delete;

    /// Opens `path`, and with `create` makes its last component when that is missing. To be called once, before
    /// anything else.
    Result<void> Open(const char* path, bool create);

    /// The folder and its files become the user's. What is theirs already is not written.
    Result<void> GiveTo(uint32_t uid, uint32_t gid);

    /// By flock(2): it ends with the process, whatever becomes of it.
    void Lock() override;
    void Unlock() override;
    Result<void> VisitFiles(FileVisitor visit) override;
    Result<FileInfo> Stat(std::string_view name) override;
    Result<size_t> Read(std::string_view name, std::span<uint8_t> buffer) override;
    Result<size_t> ReadEnd(std::string_view name, std::span<uint8_t> buffer) override;
    Result<void> Write(std::string_view name, Bytes content) override;
    Result<void> WriteAt(std::string_view name, uint64_t offset, Bytes content) override;
    Result<void> Sync(std::string_view name) override;
    Result<void> Rename(std::string_view from, std::string_view to) override;
    Result<void> Remove(std::string_view name) override;
    Result<void> SyncNames() override;

  private:
    FileDescriptor OpenFile(std::string_view name, int flags);

    FileDescriptor folder_;
    FolderListing listing_;
    unsigned locks_ = 0;
};

}  // namespace faultbox::journal
