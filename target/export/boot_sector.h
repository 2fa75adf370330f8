#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"

namespace faultbox::handover {

inline constexpr size_t kBootSectorBytes = 512;

/// The file systems of sticks that records are handed over on.
enum class Filesystem : uint8_t { kVfat, kExfat };

/// Which file system the untrusted first kBootSectorBytes of a partition begin; nothing for any other, and for one that
/// its own specification does not allow.
std::optional<Filesystem> DetectFilesystem(Bytes sector);

/// As mount(2) and the kernel's modules call it.
const char* MountType(Filesystem filesystem);

}  // namespace faultbox::handover
