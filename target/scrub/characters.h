#pragma once

namespace faultbox::scrub {

constexpr bool IsDigit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool IsUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool IsLetter(char c) {
    return IsUpper(c) || (c >= 'a' && c <= 'z');
}
constexpr bool IsAlnum(char c) {
    return IsDigit(c) || IsLetter(c);
}
constexpr bool IsHex(char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Part of a name: what is scrubbed neither begins nor ends inside of one.
constexpr bool IsWord(char c) {
    return IsAlnum(c) || c == '_';
}

}  // namespace faultbox::scrub
