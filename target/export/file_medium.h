#pragma once

#include "target/export/medium.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::handover {

/// A folder of the running system, which this process alone hands records over in.
class FileMedium : public Medium {
  public:
    /// Opens the folder `path`, following links: it is the caller's. EWOULDBLOCK when another process is at it.
    Result<void> Open(const char* path);
    /// A regular file of that name, which is no link, is there.
    bool HasFile(const char* name) const;

    Result<void> Create(std::string_view name) override;
    Result<void> Append(Bytes bytes) override;
    Result<void> SyncFile() override;
    Result<size_t> ReadAt(uint64_t offset, std::span<uint8_t> buffer) override;
    Result<void> Rename(std::string_view from, std::string_view to) override;
    Result<void> Remove(std::string_view name) override;
    Result<void> SyncNames() override;

  private:
    journal::FileDescriptor folder_;
    journal::FileDescriptor file_;
};

}  // namespace faultbox::handover
