#pragma once

#include <cstdint>
#include <string_view>

namespace faultbox::selftest {

/// How /proc/iomem speaks of a range of physical memory.
enum class RangeUse : uint8_t {
    kOutside,      ///< No part of it is System RAM.
    kReservedRam,  ///< In System RAM, and lines below that say "reserved" cover it.
    kRam,          ///< A part of it is System RAM that nothing reserves.
    kHidden,       ///< All addresses are 0: the reader has no CAP_SYS_ADMIN.
    kUnreadable,   ///< There is no line of the form.
};

/// `text` is /proc/iomem (kernel/resource.c, r_show); `begin` and `size` in bytes, `size` above 0.
RangeUse FindRangeUse(std::string_view text, uint64_t begin, uint64_t size);

}  // namespace faultbox::selftest
