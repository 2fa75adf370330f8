#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"

namespace faultbox::format {

/// "FBN1" in the frame's first four bytes.
inline constexpr uint32_t kRepeatMagic = 0x314e4246;
inline constexpr size_t kRepeatFrameBytes = 64;
/// The page behind a record that its repeat frames lie in. It begins at a multiple of this in the record's file, so
/// that writing a frame never touches a block of flash that holds the record.
inline constexpr size_t kRepeatPageBytes = 4096;
inline constexpr uint32_t kRepeatSlots = kRepeatPageBytes / kRepeatFrameBytes;
/// Of one record, in one harvest. With the marks between them, fewer than there are slots: what a loss of power makes a
/// harvest find again is still there to be recognized.
inline constexpr uint32_t kMaxRepeatsOfHarvest = 32;

/// Hashes of a few lines of an event, by which it is recognized (FORMAT.md, One crash). 0: none.
using LineSketch = std::array<uint32_t, 8>;

/// What is known of a record since it was written: that its crash came again, or that somebody has read it. Each frame
/// has the sums of all before it.
struct RepeatFrame {
    uint32_t number = 0;   ///< Counts the frames of the record, from 1.
    uint32_t count = 0;    ///< How often the crash was found, the record itself included.
    uint16_t boots = 0;    ///< In how many boots it was harvested. 0: not known; 65535: or more.
    bool is_read = false;  ///< The record has been handed over, `count` included.
    uint64_t time_us = 0;  ///< When the last of them crashed, as Source.time_us. 0: not known.
    uint32_t boot = 0;     ///< First four bytes of the boot id that harvested it. 0: not known.
    LineSketch lines{};    ///< Of the crash that the frame counts.
};

/// The frame of the record whose own frame ends with `record_crc`.
std::array<uint8_t, kRepeatFrameBytes> WriteRepeatFrame(const RepeatFrame& frame, uint32_t record_crc);
/// Nothing when the untrusted `bytes` are no whole frame of that record.
std::optional<RepeatFrame> ReadRepeatFrame(Bytes bytes, uint32_t record_crc);

/// Where the page of a record with this many bytes begins.
constexpr uint64_t RepeatPageAt(uint64_t record_bytes) {
    return (record_bytes + kRepeatPageBytes - 1) / kRepeatPageBytes * kRepeatPageBytes;
}
/// Offset in the page. Frames that follow one another lie in different sectors of 512 bytes: a sector that is torn
/// while one is written never holds the one before.
constexpr uint32_t RepeatSlotAt(uint32_t number) {
    uint32_t turn = (number - 1) % kRepeatSlots;
    return (turn % 8 * 8 + turn / 8) * kRepeatFrameBytes;
}

/// The frames of one page, which the reader does not own.
class RepeatPage {
  public:
    /// `page` is untrusted, and shorter than kRepeatPageBytes where nothing was written to its end.
    RepeatPage(Bytes page, uint32_t record_crc);

    /// The frame with the highest number; nothing when there is none.
    const std::optional<RepeatFrame>& newest() const { return newest_; }
    /// The frame in that slot, below kRepeatSlots.
    std::optional<RepeatFrame> Slot(uint32_t slot) const;
    /// Slots that hold something, but no frame of this record: torn by a loss of power, or rotten.
    uint32_t damaged() const { return damaged_; }

  private:
    Bytes page_;
    uint32_t record_crc_;
    uint32_t damaged_ = 0;
    std::optional<RepeatFrame> newest_;
};

}  // namespace faultbox::format
