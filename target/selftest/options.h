#pragma once

#include <expected>
#include <optional>
#include <span>

#include "target/harvest/options.h"

namespace faultbox::selftest {

enum class Mode : uint8_t { kChecks, kSetMark, kFindMark };

struct Options {
    Mode mode = Mode::kChecks;
    bool json = false;
    bool help = false;
    harvest::Options common;  ///< Store and configuration file.
};

/// Nothing when `words`, the command line without the program's name, does not begin with "selftest".
std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words);

}  // namespace faultbox::selftest
