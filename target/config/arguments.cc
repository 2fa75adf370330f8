#include "target/config/arguments.h"

#include <algorithm>

namespace faultbox::config {

const char* Arguments::Next() {
    const char* word = left_.front();
    left_ = left_.subspan(1);
    return word;
}

const char* Arguments::TakeText(const char*& value) {
    if (left_.empty()) return "a value is missing behind";
    value = Next();
    return nullptr;
}

std::expected<void, UsageError> ReadArguments(std::span<const char* const> words, std::span<const Option> known,
                                              const char* (*take_operand)(const char* word, void* options),
                                              void* options) {
    Arguments arguments(words);
    while (!arguments.empty()) {
        const char* word = arguments.Next();
        std::string_view name = word;
        auto option = std::ranges::find(known, name == "-h" ? "--help" : name, &Option::name);
        const char* wrong = nullptr;
        if (option != known.end()) {
            wrong = option->take(arguments, options);
        } else {
            bool is_operand = !name.starts_with('-') || name == "-";
            wrong = is_operand ? take_operand(word, options) : "unknown option";
        }
        if (wrong != nullptr) return std::unexpected(UsageError{wrong, word});
    }
    return {};
}

}  // namespace faultbox::config
