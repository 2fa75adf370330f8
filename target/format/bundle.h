#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::format {

/// BUNDLE.md: one file with many records, for hand-over. All numbers little endian.

inline constexpr uint32_t kBundleMagic = 0x42584246;     ///< "FBXB"
inline constexpr uint32_t kPartMagic = 0x50584246;       ///< "FBXP"
inline constexpr uint32_t kBundleEndMagic = 0x45584246;  ///< "FBXE"
/// A change that old readers cannot skip makes it 2.
inline constexpr uint8_t kBundleVersion = 1;
/// The version of the records' frame and schema (FORMAT.md).
inline constexpr uint32_t kBundleSchema = 1;

inline constexpr size_t kBundleHeaderBytes = 16;
inline constexpr size_t kPartHeaderBytes = 20;
inline constexpr size_t kPartTrailerBytes = 4;
inline constexpr size_t kBundleEndBytes = 16;

/// The largest content of any part.
inline constexpr size_t kMaxPartBytes = 1024 * 1024;
/// The parts of one bundle: every record of a store, and what describes the unit.
inline constexpr uint32_t kMaxParts = 4096 + 64;
/// One bundle: below what vfat can hold, and what a host reads at once.
inline constexpr uint64_t kMaxBundleBytes = 256 * 1024 * 1024;

enum class PartType : uint8_t {
    kRecord = 1,    ///< A record, frame included; `number` is its sequence in the store.
    kManifest = 2,  ///< What is installed on the unit; opaque here.
};

/// Where a bundle is written to, from its first byte to its last.
class ByteSink {
  public:
    virtual Result<void> Append(Bytes bytes) = 0;

  protected:
    ~ByteSink() = default;
};

/// Writes a bundle part by part: Begin, AddPart as often as needed, End. After an error the bundle is not finished.
class BundleWriter {
  public:
    explicit BundleWriter(ByteSink& sink) : sink_(sink) {}

    Result<void> Begin();
    /// kLimit, with nothing written, for a part that would break a limit above.
    Result<void> AddPart(PartType type, uint32_t number, Bytes content);
    Result<void> End();

    /// Of all that has been written.
    uint64_t size_bytes() const { return size_bytes_; }
    uint32_t crc() const { return crc_; }

  private:
    Result<void> Append(Bytes bytes);

    ByteSink& sink_;
    uint64_t size_bytes_ = 0;
    uint32_t crc_ = 0;
    uint32_t parts_ = 0;
};

struct Part {
    uint8_t type = 0;  ///< A PartType, or one that this reader does not know.
    uint32_t number = 0;
    Bytes content;        ///< Its checksum held.
    uint64_t offset = 0;  ///< Of `content` in the bundle.
};

/// Reads an untrusted bundle part by part, in time linear in its size. A damaged part is told and reading goes on with
/// the next one that is whole.
class BundleReader {
  public:
    explicit BundleReader(Bytes bundle) : bundle_(bundle) {}

    /// The next part, or what is damaged with its offset; nothing at the end.
    std::optional<Result<Part>> Next();

  private:
    struct PartHeader {
        uint8_t type;
        uint32_t number;
        uint32_t size_bytes;
    };

    // Offsets are at most the bundle's size, but for HeaderAt and IsEndAt, which find nothing there.
    std::optional<PartHeader> HeaderAt(uint64_t offset) const;
    bool IsEndAt(uint64_t offset) const;
    std::optional<Result<Part>> ReadHeader();
    std::optional<Result<Part>> ReadPart(const PartHeader& header);
    std::optional<Result<Part>> ReadEnd();
    std::unexpected<Error> SkipDamage();
    std::unexpected<Error> Finish(ErrorCode code, const char* what, uint64_t offset);
    void FindNext(size_t from);

    Bytes bundle_;
    size_t at_ = 0;
    uint32_t parts_ = 0;     ///< Headers of parts that were seen.
    uint32_t searches_ = 0;  ///< Inside parts that are damaged.
    bool begun_ = false;
    bool done_ = false;
};

/// Whether `bytes` begin as a bundle does; a damaged header with a part behind it counts.
bool IsBundle(Bytes bytes);

}  // namespace faultbox::format
