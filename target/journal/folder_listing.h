#pragma once

#include <dirent.h>

#include <array>
#include <span>

#include "target/journal/file_descriptor.h"

namespace faultbox::journal {

/// The entries of a folder, in no order. opendir() allocates, and nothing else of the recorder does: an allocator is
/// 5 KB.
class FolderListing {
  public:
    /// Starts anew, at the first entry of `path`, which is taken from `folder` on (openat(2)). False, and errno, where
    /// that cannot be listed.
    bool Open(int folder, const char* path);
    /// The next name, which ends with a NUL and is valid until the next call; nullptr at the end, and where the rest
    /// cannot be read. "." and ".." are among them.
    const char* Next();
    /// Whether the end of the folder was seen, after Next has given nullptr: kIo where it could not be listed, or not
    /// to its end.
    Result<void> Finish() const;

  private:
    FileDescriptor folder_;
    int error_ = 0;                  // The first errno.
    std::span<const char> entries_;  // Of those that were listed, those that nobody asked for yet.
    alignas(dirent64) std::array<char, 1024> listed_;
};

}  // namespace faultbox::journal
