#include "target/usercrash/core_options.h"

#include <string_view>

#include "arch/common/number_text.h"

namespace faultbox::usercrash {
namespace {

using harvest::UsageError;

// The numbers in the order of core_pattern.
bool TakeNumber(size_t place, std::string_view text, CoreOptions& options) {
    std::optional<uint64_t> value = ParseNumber(text, 10, place == 5 ? UINT64_MAX : UINT32_MAX);
    if (!value) return false;
    auto narrow = static_cast<uint32_t>(*value);
    switch (place) {
        case 0:
            options.pid = narrow;
            return narrow != 0;
        case 1:
            options.tid = narrow;
            return true;
        case 2:
            options.signal = narrow;
            return true;
        case 3:
            options.uid = narrow;
            return true;
        case 4:
            options.gid = narrow;
            return true;
        default:
            options.time_s = value;
            return true;
    }
}

bool TakeUser(std::string_view text, rights::User& user) {
    Result<rights::User> parsed = rights::ParseUser(text);
    user = parsed.value_or(user);
    return parsed.has_value();
}

}  // namespace

std::expected<CoreOptions, UsageError> ParseCoreOptions(std::span<const char* const> arguments) {
    CoreOptions options;
    size_t numbers = 0;
    for (size_t i = 0; i < arguments.size(); ++i) {
        std::string_view argument = arguments[i];
        bool has_value = i + 1 < arguments.size();
        if (argument == "--help" || argument == "-h") {
            options.help = true;
            return options;
        }
        if (argument == "--store" || argument == "--config" || argument == "--proc" || argument == "--user") {
            if (!has_value) return std::unexpected(UsageError{"a value is missing behind", arguments[i]});
            const char* value = arguments[++i];
            if (argument == "--store") options.store = value;
            if (argument == "--config") options.config = value;
            if (argument == "--proc") options.proc = value;
            if (argument == "--user" && !TakeUser(value, options.user)) {
                return std::unexpected(UsageError{"not a user's number:", value});
            }
        } else if (argument.starts_with('-')) {
            return std::unexpected(UsageError{"unknown option", arguments[i]});
        } else if (numbers == 6) {
            return std::unexpected(UsageError{"unexpected argument", arguments[i]});
        } else if (!TakeNumber(numbers++, argument, options)) {
            return std::unexpected(UsageError{"not a number that the kernel gives:", arguments[i]});
        }
    }
    if (numbers == 0) return std::unexpected(UsageError{"the number of the process is missing", ""});
    return options;
}

}  // namespace faultbox::usercrash
