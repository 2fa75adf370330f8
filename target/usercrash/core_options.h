#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "target/harvest/options.h"
#include "target/rights/become_user.h"

namespace faultbox::usercrash {

/// The command line of `faultbox core`: what /proc/sys/kernel/core_pattern puts in place of "%P %i %s %u %g %t". Only
/// numbers, since kernels before 5.3 took a process name with blanks in it (%e) for several arguments.
struct CoreOptions {
    uint32_t pid = 0;                ///< %P: in the initial PID namespace.
    uint32_t tid = 0;                ///< %i: in the process's own; 0 where not given.
    uint32_t signal = 0;             ///< %s
    std::optional<uint32_t> uid;     ///< %u
    std::optional<uint32_t> gid;     ///< %g
    std::optional<uint64_t> time_s;  ///< %t: since 1970.
    const char* store = harvest::kDefaultStore;
    const char* config = nullptr;  ///< The file of the settings, where it is not the usual one.
    const char* proc = "/proc";
    rights::User user;  ///< Whom the reading of the process's memory is left to.
    bool help = false;
};

/// `arguments` are those behind the verb. At least PID must be given.
std::expected<CoreOptions, harvest::UsageError> ParseCoreOptions(std::span<const char* const> arguments);

}  // namespace faultbox::usercrash
