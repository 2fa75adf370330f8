#pragma once

#include <string>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox {

/// A file mapped into memory for reading. The bytes stay valid as long as the object, wherever it is moved.
class MappedFile {
  public:
    /// kIo with the errno as offset where the system refuses. An empty file gives no bytes.
    static Result<MappedFile> Open(const std::string& path);

    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    Bytes bytes() const { return bytes_; }

  private:
    explicit MappedFile(Bytes bytes) : bytes_(bytes) {}
    Bytes bytes_;
};

}  // namespace faultbox
