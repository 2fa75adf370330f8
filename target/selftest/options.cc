#include "target/selftest/options.h"

#include <string_view>

namespace faultbox::selftest {

std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words) {
    if (words.empty() || std::string_view(words.front()) != "selftest") return std::nullopt;
    Options options;
    options.common.verb = harvest::Options::Verb::kHandOver;
    for (size_t i = 1; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (word == "--json") {
            options.json = true;
        } else if (word == "--help" || word == "-h") {
            options.help = true;
        } else if ((word == "--mark" || word == "--check") && options.mode == Mode::kChecks) {
            options.mode = word == "--mark" ? Mode::kSetMark : Mode::kFindMark;
        } else if (word == "--store" || word == "--config") {
            if (i + 1 == words.size())
                return std::unexpected(harvest::UsageError{"a value is missing behind", words[i]});
            (word == "--store" ? options.common.store : options.common.config) = words[++i];
        } else {
            return std::unexpected(harvest::UsageError{"unexpected argument", words[i]});
        }
    }
    return options;
}

}  // namespace faultbox::selftest
