#pragma once

#include <expected>
#include <span>

#include "target/harvest/options.h"

namespace faultbox::handover {

enum class Verb : uint8_t { kExport, kServe, kUsb };

/// The command line of a verb that hands records over.
struct Options {
    Verb verb = Verb::kExport;
    const char* operand = nullptr;  ///< The folder, line or block device; null only with `help`.
    const char* unit = nullptr;     ///< The unit's name, where it is stated.
    bool all = false;
    bool help = false;
    harvest::Options common;  ///< Store and configuration file.
};

/// Nothing when `words`, the command line without the program's name, begins with no verb of these.
std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words);

}  // namespace faultbox::handover
