#pragma once

#include <cstddef>
#include <string_view>

namespace faultbox::scrub {

/// How many characters of the text match at its very start, 0 for none; what stands before `text` is the caller's
/// business. Each looks at a bounded number of characters.
size_t MatchMac(std::string_view text);
size_t MatchVin(std::string_view text);
size_t MatchIpv4(std::string_view text);
size_t MatchIpv6(std::string_view text);
size_t MatchEmail(std::string_view text);

}  // namespace faultbox::scrub
