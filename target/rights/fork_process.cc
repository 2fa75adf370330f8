#include "target/rights/fork_process.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faultbox::rights {

// Without flags the order of clone's arguments, in which CPUs differ (clone(2)), makes no difference.
pid_t ForkProcess() {
    return static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

}  // namespace faultbox::rights
