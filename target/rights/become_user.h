#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/result.h"
#include "target/rights/drop_rights.h"

namespace faultbox::rights {

/// What a part of the recorder may still need of root's rights; bits as in linux/capability.h.
enum Capability : uint64_t {
    kNoCapability = 0,
    kDacOverride = uint64_t{1} << 1,  ///< Removing from /sys/fs/pstore, whose folder is root's (fs/pstore/inode.c), and
                                      ///< reading files of /sys that are root's.
    kDacReadSearch = uint64_t{1} << 2,  ///< Reading alone of files that are root's.
    kSyslog = uint64_t{1} << 34,  ///< Reading its dumps under dmesg_restrict; kernel addresses under kptr_restrict.
};

/// "UID" or "UID:GID"; without a group the user's number is the group's too.
Result<User> ParseUser(std::string_view text);

/// The same, or the name of a user in a file as passwd(5), of which the first 16 KiB are read. kMismatch when nobody
/// there has that name.
Result<User> FindUser(std::string_view text, const char* passwd = "/etc/passwd");

/// Becomes another user for good, as DropRights does, but keeps the `capabilities`, of which children that execute
/// something get none. Without being root nothing is changed but no_new_privs. An error means that rights may be left.
/// (capabilities(7), "Effect of user ID changes on capabilities")
Result<void> BecomeUser(const User& user, uint64_t capabilities);

}  // namespace faultbox::rights
