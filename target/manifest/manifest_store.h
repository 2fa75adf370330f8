#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/journal/directory.h"

namespace faultbox::manifest {

/// One file of a manifest, frame included.
inline constexpr size_t kMaxManifestBytes = 64 * 1024;
/// Boots whose manifests are kept, and the images that they refer to.
inline constexpr size_t kKeptBoots = 8;

/// A file's content while it is read or made.
using ManifestBuffer = std::array<uint8_t, kMaxManifestBytes>;

/// The manifests in the folder of the store (FORMAT.md, Manifests): "boot-000123.fbm" for each of the last boots, and
/// "image-89abcdef01234567.fbm" for each image that they ran.
class ManifestStore {
  public:
    explicit ManifestStore(journal::Directory& directory) : directory_(directory) {}

    /// Lists what is there. To be called again after a change.
    Result<void> Open();

    /// Counters of the boots, the newest first; of very many the newest.
    std::span<const uint32_t> boots() const { return boots_; }

    /// The Identity message of a verified file; it lies in `buffer`.
    Result<Bytes> ReadBoot(uint32_t counter, ManifestBuffer& buffer) const;
    Result<Bytes> ReadImage(uint64_t image, ManifestBuffer& buffer) const;

    /// Makes the file durable before it returns. `identity` is an Identity message; `scratch` takes the file.
    Result<void> WriteBoot(uint32_t counter, Bytes identity, ManifestBuffer& scratch);
    Result<void> WriteImage(uint64_t image, Bytes identity, ManifestBuffer& scratch);

    /// Removes boots beyond the newest kKeptBoots, and images that none of the rest refers to.
    Result<void> Prune(ManifestBuffer& scratch);

  private:
    Result<Bytes> Read(std::string_view name, uint64_t identity, ManifestBuffer& buffer) const;
    Result<void> Write(std::string_view name, uint64_t identity, Bytes message, ManifestBuffer& scratch);
    bool IsReferredTo(uint64_t image, std::span<const uint32_t> kept, ManifestBuffer& scratch) const;

    journal::Directory& directory_;
    BoundedVector<uint32_t, 4 * kKeptBoots> boots_;
    BoundedVector<uint64_t, 4 * kKeptBoots> images_;
};

/// What identifies the content of an image's manifest: FNV-1a over its Identity message.
uint64_t ImageOf(Bytes identity);

}  // namespace faultbox::manifest
