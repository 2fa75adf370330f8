#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "target/oops/crash_event.h"

namespace faultbox::record {

/// What makes two crashes the same fault (FORMAT.md, Signature): equal on every build and every boot of one bug, so it
/// has neither addresses nor offsets nor names of compiler clones.
struct Signature {
    uint64_t hash = 0;  ///< FNV-1a, 64 bits.
    BoundedVector<std::string_view, 5>
        frames;  ///< Normalised function names from the one to blame on, innermost first; empty where none is known.
};

Signature ComputeSignature(const CrashEvent& event);

/// `symbol` without what a compiler appended to it: "do_sys_poll.constprop.0" is "do_sys_poll".
std::string_view NormalizeSymbol(std::string_view symbol);

}  // namespace faultbox::record
