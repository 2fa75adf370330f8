#pragma once

#include <cstdint>
#include <string_view>

namespace faultbox::harvest {

/// True when every line of `part` stands, in order and without gaps, in `whole`. Lines are compared without the level
/// in front of them ("<4>", which records have and the console has not), and the "Oops#1 Part1" line is left out.
/// Bounded: of many places where `part` could begin only the first 64 are tried.
bool ContainsLog(std::string_view whole, std::string_view part);

/// The `count` lines of `text` from the 1-based line `first` on.
std::string_view Lines(std::string_view text, uint32_t first, uint32_t count);

}  // namespace faultbox::harvest
