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
    /// The next name, which ends with a NUL and is valid until the next call; nullptr at the end. "." and ".." are
    /// among them.
    const char* Next();

  private:
    FileDescriptor folder_;
    std::span<const char> entries_;  // Of those that were listed, those that nobody asked for yet.
    alignas(dirent64) std::array<char, 1024> listed_;
};

}  // namespace faultbox::journal
