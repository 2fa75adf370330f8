#pragma once

#include <cstdint>
#include <span>

namespace faultbox::scrub {

/// Makes what may tell who drives, or where, unreadable in untrusted console text: each letter and digit of it becomes
/// an "x", so that lines and columns stay. `classes` are bits of config::ScrubClass:
///
/// - e-mail: name@domain.tld;
/// - MAC: six pairs of hexadecimal digits between colons or dashes;
/// - VIN: 17 capitals and digits without I, O and Q that end in four digits (ISO 3779); where the first one is 1 to 5,
///   North America, the ninth must be the right check digit (49 CFR 565.15);
/// - IPv4: four numbers up to 255 that no word of the line calls a version;
/// - IPv6: eight groups of up to four hexadecimal digits, or fewer with "::" and a digit among them.
///
/// What a crash is decoded from is none of that: registers, code, symbols, kernel addresses, releases.
void ScrubText(std::span<char> text, uint8_t classes);

}  // namespace faultbox::scrub
