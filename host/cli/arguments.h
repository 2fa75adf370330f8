#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultbox::cli {

/// One option of a verb.
struct Option {
    const char* name;   ///< "--symbols"
    const char* value;  ///< What its value is called: "PATH"; nullptr for an option without one.
    const char* help;   ///< A sentence without full stop.
};

/// The words of a command line after the verb.
class Arguments {
  public:
    /// Takes `--name VALUE` and `--name=VALUE`; everything behind `--` and a single `-` is an operand. The error is for
    /// the user: "unknown option --jsno".
    static std::expected<Arguments, std::string> Parse(std::span<const char* const> words,
                                                       std::span<const Option> options);

    bool Has(std::string_view option) const;
    /// Of an option that was given more than once, the last; nullopt when it was not given.
    std::optional<std::string> Value(std::string_view option) const;
    /// In the order given.
    std::vector<std::string> Values(std::string_view option) const;
    const std::vector<std::string>& operands() const { return operands_; }

  private:
    struct Given {
        std::string option;
        std::string value;
    };

    std::vector<Given> given_;
    std::vector<std::string> operands_;
};

/// A whole word that is a number: hexadecimal with or without "0x". nullopt when it is none or needs more than 64 bits.
std::optional<uint64_t> ParseHex(std::string_view text);
/// As ParseHex with "0x", else decimal.
std::optional<uint64_t> ParseNumber(std::string_view text);

}  // namespace faultbox::cli
