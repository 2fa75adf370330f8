#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/kernel_sites.h"

namespace faultbox::bench {

/// A crash as it is to be printed.
struct Crash {
    AccessSite site;
    std::vector<Place> callers;  ///< Return addresses, innermost first.
    Bytes before, at;            ///< 42 bytes of text in front of the pc and 22 from it, as `Code:` shows.
};

/// The text of a real NULL pointer dereference of x86-64, with another place: pc, faulting address, access, `Code:` and
/// call trace are those of `crash`, the base register is 0. Time, pid and the other registers get some random low
/// digits, as in every real repeat of a crash. All other lines stay as they are.
std::string PrintCrash(std::string_view real, const Crash& crash, std::mt19937_64& random);

}  // namespace faultbox::bench
