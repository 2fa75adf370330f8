#include "target/rights/drop_rights.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "target/journal/file_descriptor.h"
#include "target/rights/change_process.h"

namespace faultbox::rights {
namespace {

using journal::SystemFailure;

// The calls with 32-bit numbers of users; others are of one size.
#ifdef SYS_setresuid32
constexpr long kSetGroups = SYS_setgroups32;
constexpr long kSetGroup = SYS_setresgid32;
constexpr long kSetUser = SYS_setresuid32;
#else
constexpr long kSetGroups = SYS_setgroups;
constexpr long kSetGroup = SYS_setresgid;
constexpr long kSetUser = SYS_setresuid;
#endif

// The C library's functions of these names do the same in every thread; the recorder has one.
Result<void> ChangeUser(const User& user) {
    if (syscall(kSetGroups, 0, nullptr) != 0) return SystemFailure("cannot leave the groups");
    if (syscall(kSetGroup, user.gid, user.gid, user.gid) != 0) return SystemFailure("cannot change the group");
    if (syscall(kSetUser, user.uid, user.uid, user.uid) != 0) return SystemFailure("cannot change the user");
    // Rights that come back would be worse than none that were dropped.
    if (user.uid != 0 && syscall(kSetUser, 0, 0, 0) == 0)
        return Fail(ErrorCode::kMismatch, "root's rights can be had again");
    return {};
}

// Linux 2.6.36. The C library's setrlimit takes 1.5 KB more code, for threads.
bool Limit(int resource, uint64_t most) {
    const uint64_t limit[] = {most, most};
    return syscall(SYS_prlimit64, 0, resource, limit, nullptr) == 0;
}

// The C library's alarm() takes 400 bytes more code, for times after 2038.
void StartAlarm(unsigned seconds) {
    const unsigned long timer[] = {0, 0, seconds, 0};
    syscall(SYS_setitimer, ITIMER_REAL, timer, nullptr);
}

#if __has_feature(address_sanitizer)
constexpr bool kBoundsAddressSpace = false;
#else
constexpr bool kBoundsAddressSpace = true;
#endif

}  // namespace

Result<void> DropRights(const User& user) {
    if (geteuid() == 0) {
        if (Result<void> changed = ChangeUser(user); !changed) return changed;
    }
    if (!ChangeProcess(PR_SET_NO_NEW_PRIVS, 1) && errno != EINVAL) return SystemFailure("cannot set no_new_privs");
    if (!ChangeProcess(PR_SET_DUMPABLE, 0)) return SystemFailure("cannot hide from other processes");
    return {};
}

Result<void> SetLimits(const Limits& limits) {
    bool done = Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_NPROC, 0) &&
                Limit(RLIMIT_CPU, limits.cpu_seconds);
    if (done && kBoundsAddressSpace) done = Limit(RLIMIT_AS, limits.address_space_bytes);
    if (!done) return SystemFailure("cannot limit the process");
    StartAlarm(limits.deadline_seconds);
    return {};
}

}  // namespace faultbox::rights
