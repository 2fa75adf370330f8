#include "target/usercrash/core_options.h"

#include <string_view>

#include "arch/common/number_text.h"

namespace faultbox::usercrash {
namespace {

using config::Arguments;
using config::Option;
using harvest::UsageError;

// What is read, and how many of the kernel's numbers that are.
struct Parsed {
    CoreOptions options;
    size_t numbers = 0;
};

CoreOptions& Of(void* parsed) {
    return static_cast<Parsed*>(parsed)->options;
}

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

const char* TakeOperand(const char* word, void* options) {
    auto& parsed = *static_cast<Parsed*>(options);
    if (parsed.numbers == 6) return "unexpected argument";
    return TakeNumber(parsed.numbers++, word, parsed.options) ? nullptr : "not a number that the kernel gives:";
}

// "UID" or "UID:GID".
const char* TakeUser(Arguments& values, void* options) {
    const char* value = nullptr;
    if (const char* wrong = values.TakeText(value)) return wrong;
    Result<rights::User> user = rights::ParseUser(value);
    if (!user) return "a user's number is wanted behind";
    Of(options).user = *user;
    return nullptr;
}

constexpr Option kOptions[] = {
    {"--help", [](Arguments&, void* options) { return config::Set(Of(options).help); }},
    {"--store", [](Arguments& values, void* options) { return values.TakeText(Of(options).store); }},
    {"--config", [](Arguments& values, void* options) { return values.TakeText(Of(options).config); }},
    {"--proc", [](Arguments& values, void* options) { return values.TakeText(Of(options).proc); }},
    {"--user", TakeUser},
};

}  // namespace

std::expected<CoreOptions, UsageError> ParseCoreOptions(std::span<const char* const> arguments) {
    Parsed parsed;
    auto read = config::ReadArguments(arguments, kOptions, TakeOperand, &parsed);
    if (!read) return std::unexpected(read.error());
    if (parsed.numbers == 0 && !parsed.options.help) {
        return std::unexpected(UsageError{"the number of the process is missing", ""});
    }
    return parsed.options;
}

}  // namespace faultbox::usercrash
