#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "target/format/serial_frame.h"

namespace faultbox::handover {

/// What a unit is called in the names of its files: 1 to 32 of a-z, 0-9, "-" and "_", which every file system takes.
struct UnitName {
    std::array<char, format::kMaxUnitName> text;
    size_t size = 0;

    operator std::string_view() const { return {text.data(), size}; }
};

/// Letters become small, everything else that is not allowed "_"; "unit" for an empty name.
UnitName MakeUnitName(std::string_view name);

/// The host name of the running system.
UnitName HostUnitName();

}  // namespace faultbox::handover
