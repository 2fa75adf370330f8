#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "target/harvest/file_reader.h"
#include "target/journal/folder_listing.h"

namespace faultbox::harvest {

/// Files of /proc and /sys, and what is in their folders.
class SystemFiles : public FileReader {
  public:
    /// Starts listing what is in a folder, in no order. False where it cannot be listed. One listing at a time.
    virtual bool StartListing(std::string_view folder) = 0;
    /// The next name, valid until the next call; nothing at the end.
    virtual std::optional<std::string_view> NextName() = 0;

  protected:
    ~SystemFiles() = default;
};

class RunningSystemFiles : public SystemFiles {
  public:
    Result<Bytes> Read(std::string_view path, std::span<uint8_t> buffer) const override {
        return ReadSystemFile(path, buffer);
    }
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
std::string_view ReadLine(const FileReader& files, std::string_view path, std::span<uint8_t> buffer);

}  // namespace faultbox::harvest
