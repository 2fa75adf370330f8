#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace faultbox::cli {

/// Appends the bytes that `text` has as pairs of hexadecimal digits, blanks between pairs allowed. False, and nothing
/// appended, when it is anything else or empty.
bool AppendHexBytes(std::string_view text, std::vector<uint8_t>& bytes);

}  // namespace faultbox::cli
