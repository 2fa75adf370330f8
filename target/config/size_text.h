#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox::config {

/// A number as options and settings have it: decimal or "0x" and hexadecimal, with K or M behind it for KiB or MiB.
/// Nothing where `text` is no such number, or it has more than 64 bits.
std::optional<uint64_t> ParseSize(std::string_view text);

}  // namespace faultbox::config
