#pragma once

#include <vector>

#include "host/elf/header.h"

namespace faultbox::elf {

/// True for SHF_COMPRESSED and for the older ".zdebug_" sections.
bool IsCompressed(const Section& section);

/// The contents of a compressed section (System V gABI, "Section Compression"; zlib streams by RFC 1950). kUnsupported
/// for Zstandard, with the remedy in the text. Output is bounded by what the input can expand to.
Result<std::vector<uint8_t>> Decompress(const Section& section, const Header& header);

}  // namespace faultbox::elf
