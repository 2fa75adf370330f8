#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/ramoops/ecc.h"
#include "target/ramoops/layout.h"

namespace faultbox::ramoops {

/// The content of one zone or one pstore file. All of it is untrusted. Views point into the scratch buffers or the
/// input and live until the sink returns.
struct RamoopsRecord {
    ZoneKind kind = ZoneKind::kUnknown;
    uint32_t zone = 0;   ///< Index into RegionLayout::zones; 0 for a pstore file.
    uint64_t index = 0;  ///< Among those of its kind: the 1 of "dmesg-ramoops-1".
    size_t offset = 0;   ///< Of the zone in the region; 0 for a pstore file.
    EccSummary ecc;

    std::optional<uint64_t> time_us;  ///< Of "====sec.usec": since 1970 on machines with a clock, else since boot.
    std::string_view reason;          ///< "Oops" of "Oops#1 Part1", the first line of a dump; empty without.
    std::optional<uint32_t> count;    ///< The 1 of "Oops#1".
    std::optional<uint32_t> part;     ///< The 1 of "Part1".

    bool compressed = false;  ///< The text was inflated, or `payload` would have to be.
    bool truncated = false;   ///< The end, or of a ring the oldest part, is missing; a note says why.
    bool salvaged = false;    ///< Header or signature was beyond repair: text was found by its looks.

    /// Oldest byte first. Of a dump what the kernel shows in pstore: first line "Oops#1 Part1", no "====" header, no
    /// ECC notice. Of unread kinds (ftrace, unknown compression) empty.
    std::string_view text;
    /// What is no text: ftrace entries, see ftrace.h; a dump whose compression we do not know.
    Bytes payload;
};

/// Something that could not be read, or not as it should be. `error.offset` counts bytes from the start of the region
/// or pstore file.
struct RegionNote {
    Error error;
    std::optional<uint32_t> zone;  ///< Index into RegionLayout::zones.
};

/// Takes what a region or a pstore file holds. Notes on a record come before it.
class RecordSink {
  public:
    virtual void OnRecord(const RamoopsRecord& record) = 0;
    virtual void OnNote(const RegionNote& note) = 0;

  protected:
    ~RecordSink() = default;
};

/// Buffers of the caller's. Each call uses them anew, and nothing else is allocated.
struct Scratch {
    /// Compressed dumps, and what is no text. As large as the largest zone (or pstore file) so that all of a record is
    /// read; of a larger one, the first bytes are.
    std::span<uint8_t> raw;
    /// Texts. Of a longer console the newest bytes are kept, of a longer dump the first.
    std::span<char> text;
};

}  // namespace faultbox::ramoops
