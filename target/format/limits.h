#pragma once

#include <cstddef>
#include <cstdint>

namespace faultbox::format {

/// Bounds of what a recorder writes and a reader accepts (FORMAT.md, Limits). A record that breaks one is refused.

/// One record file, frame included.
inline constexpr size_t kMaxRecordBytes = 384 * 1024;
/// One text of a record, unpacked. Of a longer one the newest part is kept.
inline constexpr size_t kMaxTextBytes = 256 * 1024;
/// Sources of one harvest.
inline constexpr size_t kMaxSources = 64;
/// Events of one harvest, over all of its sources.
inline constexpr size_t kMaxSightings = 256;
/// Events of one record that it can be recognized by, the root's first.
inline constexpr size_t kMaxKeys = 32;
/// Modules of one manifest, and so of a record's `crashed`.
inline constexpr size_t kMaxManifestModules = 512;
/// Records of one store that are looked at.
inline constexpr size_t kMaxRecords = 4096;

}  // namespace faultbox::format
