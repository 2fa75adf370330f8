#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox {

/// Reads words and numbers off the front of an untrusted piece of text. A read that does not fit takes nothing.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    std::string_view rest() const { return rest_; }
    bool at_end() const { return rest_.empty(); }
    /// The next character, or NUL at the end.
    char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

    void SkipSpaces();
    /// Takes `literal` if it comes next.
    bool Skip(std::string_view literal);
    bool Skip(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Goes behind the first `literal` that is anywhere in the rest; stays where there is none.
    bool SkipPast(std::string_view literal);
    /// An unsigned decimal number that fits 64 bits.
    std::optional<uint64_t> Decimal();
    /// A decimal number that fits 32 bits.
    std::optional<uint32_t> Decimal32();
    /// Hexadecimal digits without a "0x", as many as there are; may be empty.
    std::string_view HexDigits();
    /// A hexadecimal number that fits 64 bits, with or without "0x" before it.
    std::optional<uint64_t> Hex();
    /// Everything up to the next blank; empty at the end or at a blank.
    std::string_view Token();
    /// Everything up to `literal`, which is taken too; the whole rest where there is none.
    std::string_view Until(std::string_view literal);

  private:
    std::string_view Take(size_t count);

    std::string_view rest_;
};

/// The value of 1 to 16 hexadecimal digits and nothing else.
std::optional<uint64_t> ParseHex(std::string_view digits);

bool IsDecimalDigit(char c);
/// Lower and upper case.
bool IsHexDigit(char c);
/// Digits, at least one.
bool IsHex(std::string_view text);
/// Without blanks (space, tab) at either end.
std::string_view Trim(std::string_view text);

}  // namespace faultbox
