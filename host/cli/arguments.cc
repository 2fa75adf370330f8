#include "host/cli/arguments.h"

#include <algorithm>
#include <charconv>

namespace faultbox::cli {
namespace {

std::optional<uint64_t> ParseWhole(std::string_view digits, int base) {
    uint64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

}  // namespace

std::expected<Arguments, std::string> Arguments::Parse(std::span<const char* const> words,
                                                       std::span<const Option> options) {
    Arguments result;
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (word == "--") {
            result.operands_.insert(result.operands_.end(), words.begin() + i + 1, words.end());
            break;
        }
        if (!word.starts_with("-") || word == "-") {
            result.operands_.emplace_back(word);
            continue;
        }
        std::string_view name = word.substr(0, word.find('='));
        auto option = std::ranges::find_if(options, [&](const Option& known) { return name == known.name; });
        if (option == options.end()) return std::unexpected("unknown option " + std::string(name));
        bool attached = name.size() != word.size();
        if (option->value == nullptr) {
            if (attached) return std::unexpected(std::string(name) + " takes no value");
            result.given_.push_back({std::string(name), ""});
        } else if (attached) {
            result.given_.push_back({std::string(name), std::string(word.substr(name.size() + 1))});
        } else if (i + 1 < words.size()) {
            result.given_.push_back({std::string(name), words[++i]});
        } else {
            return std::unexpected(std::string(name) + " needs a value: " + option->value);
        }
    }
    return result;
}

bool Arguments::Has(std::string_view option) const {
    return std::ranges::any_of(given_, [&](const Given& given) { return given.option == option; });
}

std::optional<std::string> Arguments::Value(std::string_view option) const {
    std::vector<std::string> values = Values(option);
    return values.empty() ? std::nullopt : std::optional(values.back());
}

std::vector<std::string> Arguments::Values(std::string_view option) const {
    std::vector<std::string> values;
    for (const Given& given : given_) {
        if (given.option == option) values.push_back(given.value);
    }
    return values;
}

std::optional<uint64_t> ParseHex(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    return ParseWhole(text, 16);
}

std::optional<uint64_t> ParseNumber(std::string_view text) {
    return text.starts_with("0x") || text.starts_with("0X") ? ParseHex(text) : ParseWhole(text, 10);
}

}  // namespace faultbox::cli
