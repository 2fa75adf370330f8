#pragma once

#include <cstdint>

namespace faultbox::rights {

// The C library's functions for sets of signals take 250 bytes more code, and with it the threads into account.

/// The signal of that number, as a set.
constexpr uint64_t SignalSet(int number) {
    return uint64_t{1} << (number - 1);
}

/// Changes which signals wait: `how` is that of sigprocmask(2). False, and errno, where that fails.
bool ChangeSignalMask(int how, uint64_t signals);

/// A descriptor that can be read when one of the signals, which must be blocked, has come (signalfd(2)). Nothing that
/// is executed gets it. Negative, and errno, where that fails.
int OpenSignals(uint64_t signals);

}  // namespace faultbox::rights
