#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/bounded_vector.h"

namespace faultbox::record {

/// Numbered as format::Source::Kind.
enum class SourceKind : uint8_t {
    kUnknown,
    kPstoreFile,
    kRamoopsRecord,
    kRamoopsConsole,
    kRamoopsPmsg,
    kRamoopsFtrace,
    kLog,
    kKmsg,
    kBootErrorRegion,
};

/// A short text of its own; what is too long is cut.
template <size_t kCapacity>
class ShortText {
  public:
    ShortText() = default;
    ShortText(std::string_view text) : size_(std::min(text.size(), kCapacity)) {
        std::copy_n(text.begin(), size_, text_.begin());
    }
    operator std::string_view() const { return {text_.data(), size_}; }
    bool empty() const { return size_ == 0; }
    bool operator==(std::string_view text) const { return std::string_view(*this) == text; }

  private:
    std::array<char, kCapacity> text_{};
    size_t size_ = 0;
};

/// Where a text came from and what was wrong with it.
struct SourceFacts {
    SourceKind kind = SourceKind::kUnknown;
    ShortText<64> name;                         ///< "dmesg-ramoops-0", "zone 3 at 0x33c00"
    ShortText<16> reason;                       ///< "Panic"; empty for what is no dmesg record.
    std::optional<uint32_t> count;              ///< The 2 of "Panic#2".
    std::optional<uint32_t> part;               ///< The 1 of "Part1".
    std::optional<uint64_t> time_us;            ///< Of the record's header: since 1970, or since boot.
    std::optional<uint32_t> ecc_corrected;      ///< Bytes; absent without ECC.
    std::optional<uint32_t> ecc_uncorrectable;  ///< Blocks.
    bool truncated = false;                     ///< The compressed stream ended early.
    bool salvaged = false;                      ///< Found although its header was damaged.
    BoundedVector<const char*, 4> notes;        ///< String literals.
    std::optional<uint64_t> identity;           ///< Stands for the content where a later look may show less of it.
    uint64_t content_id = 0;                    ///< See ContentId.
};

/// Identifies what was harvested, on whatever way it is found again: hash of the record's time (0 when it has none) and
/// its text.
uint64_t ContentId(std::optional<uint64_t> time_us, std::string_view text);

}  // namespace faultbox::record
