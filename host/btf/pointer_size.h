#pragma once

#include <cstdint>
#include <optional>

#include "host/btf/name_index.h"

namespace faultbox::btf {

/// Bytes of a pointer, 4 or 8, which BTF does not state: those of C's `long`, as on every CPU of Linux. Nothing where
/// no such type is there, or several of different size.
std::optional<uint8_t> PointerSizeOf(const NameIndex& types);

}  // namespace faultbox::btf
