#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/format/bundle.h"

namespace faultbox::handover {

/// The folder that records are handed over in. It is somebody else's: what lies there is never followed, run or
/// believed, and it may be gone at any moment. Names are ours and have no slash. Errors are kIo with the errno as
/// offset.
class Medium : public format::ByteSink {
  public:
    /// Makes a new file, which Append and ReadAt are about from here on. EEXIST when there is anything of that name.
    virtual Result<void> Create(std::string_view name) = 0;
    /// The file's content has reached the medium, and what ReadAt returns comes from there.
    virtual Result<void> SyncFile() = 0;
    /// As many bytes from `offset` on as there are, or as fit.
    virtual Result<size_t> ReadAt(uint64_t offset, std::span<uint8_t> buffer) = 0;
    /// EEXIST when there is anything named `to`.
    virtual Result<void> Rename(std::string_view from, std::string_view to) = 0;
    /// ENOENT when there is no such file.
    virtual Result<void> Remove(std::string_view name) = 0;
    /// All names have reached the medium.
    virtual Result<void> SyncNames() = 0;
};

}  // namespace faultbox::handover
