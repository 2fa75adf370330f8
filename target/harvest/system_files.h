#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/journal/folder_listing.h"

namespace faultbox::harvest {

/// Files of /proc and /sys by their whole path. What they hold is untrusted. Tests replace it.
class SystemFiles {
  public:
    /// The file's first bytes, as many as fit into `buffer`. Errors are kIo with the errno as offset.
    virtual Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) = 0;
    /// Starts listing what is in a folder, in no order. False where it cannot be listed. One listing at a time.
    virtual bool StartListing(std::string_view folder) = 0;
    /// The next name, valid until the next call; nothing at the end.
    virtual std::optional<std::string_view> NextName() = 0;

  protected:
    ~SystemFiles() = default;
};

class RunningSystemFiles : public SystemFiles {
  public:
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) override;
    bool StartListing(std::string_view folder) override;
    std::optional<std::string_view> NextName() override;

  private:
    journal::FolderListing listing_;
};

/// A path that is put together; what is too long makes one that does not exist.
class Path {
  public:
    Path(std::string_view folder) { Append(folder); }
    Path& operator/(std::string_view name);
    void Append(std::string_view text);
    operator std::string_view() const { return {text_.data(), size_}; }

  private:
    std::array<char, 256> text_{};
    size_t size_ = 0;
};

/// "0x8000000", "134217728", "0377": a whole number as the kernel takes it for a parameter (lib/kstrtox.c, base 0).
std::optional<uint64_t> ReadKernelNumber(std::string_view text);

/// The first line of a file, without blanks at its ends; empty where it cannot be read or is no text.
std::string_view ReadLine(SystemFiles& files, std::string_view path, std::span<uint8_t> buffer);

}  // namespace faultbox::harvest
