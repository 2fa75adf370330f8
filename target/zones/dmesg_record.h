#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::zones {

/// The text of a dmesg record, and what its header says.
struct DmesgRecord {
    std::string_view text;            ///< Begins with "Oops#1 Part1\n", then the kernel log.
    std::optional<uint64_t> time_us;  ///< Since 1970, or since boot on machines without a clock.
    bool compressed = false;
    bool truncated = false;      ///< The stream ended early; what came before is kept.
    bool salvaged = false;       ///< The "====" header was missing.
    const char* note = nullptr;  ///< What was wrong: a string literal, or nullptr.
};

/// Reads what a dmesg zone holds: "====sec.usec-C\n" or "-D" or (early kernels) nothing behind the time, then the text,
/// plain or deflated (fs/pstore/ram.c, ramoops_write_kmsg_hdr). A record without that header is taken as plain text
/// where it is text, or as a stream. `buffer` takes the inflated text. Fails when neither gives any text.
Result<DmesgRecord> ReadDmesgRecord(Bytes contents, std::span<uint8_t> buffer);

/// Inflates a payload without header, such as a pstore file that ends in ".enc.z": raw deflate, a zlib stream, or an
/// LZ4 block, told apart by what makes a record's first line of it.
Result<DmesgRecord> InflateDmesg(Bytes payload, std::span<uint8_t> buffer);

}  // namespace faultbox::zones
