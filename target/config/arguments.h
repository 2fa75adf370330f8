#pragma once

#include <expected>
#include <span>
#include <string_view>

namespace faultbox::config {

/// What is wrong with a command line: "unknown option" and the argument it is about.
struct UsageError {
    const char* what;
    const char* argument;
};

/// The words of a command line that were not taken yet. Functions that take some of them return what is wrong, or
/// nullptr.
class Arguments {
  public:
    explicit Arguments(std::span<const char* const> words) : left_(words) {}

    bool empty() const { return left_.empty(); }
    /// The next word; there must be one.
    const char* Next();
    const char* TakeText(const char*& value);

  private:
    std::span<const char* const> left_;
};

/// For an option without a value.
inline const char* Set(bool& flag) {
    flag = true;
    return nullptr;
}

/// An option of a verb. `options` is what the verb's words are read into.
struct Option {
    std::string_view name;
    /// Takes the option's values.
    const char* (*take)(Arguments& values, void* options);
};

/// Reads the words behind a verb: options, and operands between them. "-h" stands for "--help".
std::expected<void, UsageError> ReadArguments(std::span<const char* const> words, std::span<const Option> known,
                                              const char* (*take_operand)(const char* word, void* options),
                                              void* options);

}  // namespace faultbox::config
