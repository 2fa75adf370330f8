#include "target/rights/change_process.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace faultbox::rights {

bool ChangeProcess(int option, unsigned long value, const void* argument) {
    return syscall(SYS_prctl, option, value, argument, 0L, 0L) == 0;
}

}  // namespace faultbox::rights
