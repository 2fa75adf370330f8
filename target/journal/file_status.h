#pragma once

#include <cstdint>

namespace faultbox::journal {

/// What the recorder asks of a file.
struct FileStatus {
    uint32_t mode = 0;  ///< st_mode: type and permissions (inode(7)).
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t links = 0;  ///< How many names the file has.
    uint64_t size_bytes = 0;
    uint64_t modified_us = 0;  ///< Since 1970; on 32-bit CPUs until 2106.
};

/// Asks for the entry `name` of a folder, not following a link. False with errno set.
bool ReadStatus(int folder, const char* name, FileStatus& status);

/// Asks for an open file. False with errno set.
bool ReadStatus(int file, FileStatus& status);

}  // namespace faultbox::journal
