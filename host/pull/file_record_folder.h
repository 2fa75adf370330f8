#pragma once

#include <string>

#include "host/pull/record_folder.h"

namespace faultbox {

/// A folder of the running system. A record becomes "faultbox-hu17-000042-89abcdef01234567.fbx"; with "-2" and so on
/// when another record has that name already. What has arrived of one stands in "….part".
class FileRecordFolder : public RecordFolder {
  public:
    FileRecordFolder() = default;
    ~FileRecordFolder() override;
    FileRecordFolder(const FileRecordFolder&) = delete;
    FileRecordFolder& operator=(const FileRecordFolder&) = delete;

    /// Creates the last component of `path` when it is missing.
    Result<void> Open(const std::string& path);

    Result<bool> Has(const OfferedRecord& record) override;
    Result<uint32_t> Begin(const OfferedRecord& record) override;
    Result<void> Append(Bytes bytes) override;
    Result<void> Commit() override;

  private:
    Result<bool> Holds(const std::string& name, const OfferedRecord& record) const;
    Result<void> Publish();
    void ClosePart();

    int folder_ = -1;
    int part_ = -1;
    std::string part_name_;
    OfferedRecord record_;
};

}  // namespace faultbox
