#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/symbols/symbol_file.h"

namespace faultbox::unwind {

/// What a relocation makes a call's target.
struct LinkedCall {
    std::optional<uint64_t> address;  ///< Link address in the same file; absent for a symbol of another file.
    std::string_view name;            ///< Empty for the symbol of a section.
};

/// The relocation of the direct call at [begin, end) of a relocatable file, nullopt where it has none. `decoded` is the
/// target that its bytes, which are not relocated, give.
std::optional<LinkedCall> FindCallRelocation(const SymbolFile& file, uint64_t begin, uint64_t end, uint64_t decoded);

}  // namespace faultbox::unwind
