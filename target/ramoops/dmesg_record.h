#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::ramoops {

/// The line that ramoops puts in front of a dump (fs/pstore/ram.c, ramoops_write_kmsg_hdr): "====sec.usec-C\n", C for
/// compressed, D for plain; early kernels had neither.
struct DumpHeader {
    uint64_t time_us = 0;
    bool compressed = false;
    size_t size = 0;  ///< Bytes, newline included.
};

/// The longest header: twenty digits of seconds, twenty of the fraction.
inline constexpr size_t kLongestDumpHeader = 4 + 20 + 1 + 20 + 3;

/// Reads the header at the front of untrusted bytes.
std::optional<DumpHeader> ParseDumpHeader(Bytes bytes);

/// The first line of a dump's text (fs/pstore/platform.c, pstore_dump): "Oops#1 Part1\n".
struct DumpTitle {
    std::string_view reason;
    uint32_t count = 0;
    uint32_t part = 0;
};

std::optional<DumpTitle> ParseDumpTitle(std::string_view text);

/// The notice that ramoops puts behind the bytes of a zone with ECC (fs/pstore/ram_core.c, persistent_ram_ecc_string).
struct EccNotice {
    uint32_t corrected_bytes = 0;
    uint32_t uncorrectable_blocks = 0;
    size_t size = 0;  ///< Bytes at the end of the content that belong to it.
};

std::optional<EccNotice> FindEccNotice(Bytes content);

/// How a dump is compressed (fs/pstore/platform.c). The stream itself does not say.
enum class Compression : uint8_t { kUnknown, kDeflate, kZlib, kLz4 };

struct UnpackedDump {
    Compression compression = Compression::kUnknown;
    std::string_view text;       ///< Everything up to an error.
    std::optional<Error> error;  ///< Offset in the payload. kUnsupported: no compression that we know.
};

/// Unpacks an untrusted payload of unknown compression: raw deflate (4.18 and later), zlib (before), LZ4 block. The one
/// whose result begins with a dump's title is taken, else, if it is long enough to be no accident, what deflate makes
/// readable text of.
UnpackedDump UnpackDump(Bytes payload, std::span<char> text);

}  // namespace faultbox::ramoops
