#pragma once

#include <cstdint>

#include "arch/common/result.h"

namespace faultbox::rights {

/// Whom a part of the program that looks at hostile bytes runs as.
struct User {
    uint32_t uid = 65534;  ///< "nobody" on most systems; it need not be in /etc/passwd.
    uint32_t gid = 65534;
};

/// Gives up what the process does not need, for good: supplementary groups, the user and group, and through them all
/// capabilities; no later execve can bring them back (PR_SET_NO_NEW_PRIVS, Linux 3.5), and nobody else of that user may
/// look into the process (PR_SET_DUMPABLE). Without being root only the last two are done. An error means that rights
/// may be left: the caller must not go on. (credentials(7), capabilities(7))
Result<void> DropRights(const User& user);

/// Bounds of a process, see setrlimit(2).
struct Limits {
    uint64_t address_space_bytes = 0;  ///< Not set in builds with AddressSanitizer, whose shadow alone is larger.
    uint32_t cpu_seconds = 0;
    uint32_t deadline_seconds = 0;  ///< Of wall clock: SIGALRM ends the process.
};

/// Neither files nor processes can be made any more, and no core of this process.
Result<void> SetLimits(const Limits& limits);

}  // namespace faultbox::rights
