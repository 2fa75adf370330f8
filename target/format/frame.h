#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/codec/crc32.h"

namespace faultbox::format {

/// "FBXR" in the file's first four bytes.
inline constexpr uint32_t kFrameMagic = 0x52584246;
/// A change that old readers cannot skip makes it 2.
inline constexpr uint8_t kFrameVersion = 1;
/// Bytes before and behind the payload.
inline constexpr size_t kFrameHeaderBytes = 28;
inline constexpr size_t kFrameTrailerBytes = 4;

/// What lies around the payload of a record file (FORMAT.md, Frame). All numbers little endian.
struct Frame {
    uint64_t signature = 0;  ///< Of the root event; 0 for a crash of which only text is known.
    uint64_t identity = 0;   ///< Of what the record was made of: the first sighting.
    Bytes payload;           ///< A CrashRecord.
    size_t size_bytes = 0;   ///< Of header, payload and trailer; what follows belongs to somebody else.
};

/// Fills in header and trailer around a payload that already stands between them: `record` is the whole frame. It must
/// have a payload of at least one byte and at most `kMaxRecordBytes` in all, else kLimit.
Result<void> WriteFrame(std::span<uint8_t> record, uint64_t signature, uint64_t identity);

/// CRC-32 as codec::Crc32() computes it.
using Checksum = uint32_t (*)(Bytes bytes, uint32_t before);

/// Reads and verifies the frame at the start of untrusted `bytes`. The offset of an error is the field's.
Result<Frame> ReadFrame(Bytes bytes, Checksum checksum = codec::Crc32);

}  // namespace faultbox::format
