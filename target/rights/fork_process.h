#pragma once

#include <sys/types.h>

namespace faultbox::rights {

/// As fork(2), for a program of one thread. The C library's fork() and abort() share a lock and the masking of signals,
/// 750 bytes of code for threads.
pid_t ForkProcess();

}  // namespace faultbox::rights
