#include "target/rights/signal_mask.h"

#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faultbox::rights {

bool ChangeSignalMask(int how, uint64_t signals) {
    return syscall(SYS_rt_sigprocmask, how, &signals, nullptr, sizeof(signals)) == 0;
}

int OpenSignals(uint64_t signals) {
    return static_cast<int>(syscall(SYS_signalfd4, -1, &signals, sizeof(signals), SFD_CLOEXEC));
}

}  // namespace faultbox::rights
