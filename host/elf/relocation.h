#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::elf {

/// What a relocation computes, out of S (symbol), A (addend) and P (place), as the processor supplements write it.
enum class RelocationKind : uint8_t {
    kNone,
    kAbsolute,    ///< S + A
    kRelative,    ///< S + A - P
    kRelative31,  ///< S + A - P in the low 31 bits, bit 31 kept (R_ARM_PREL31).
};

struct RelocationType {
    uint32_t number;
    RelocationKind kind;
    uint8_t size_bytes;
};

/// The relocation of that number on that machine (EM_*), as far as data sections have them; nullptr otherwise.
const RelocationType* FindRelocationType(uint16_t machine, uint32_t number);

/// Patches `section` at `offset`, whose address is `place`. Where `addend` is nullopt it is what stands in the section
/// (SHT_REL). kTruncated where the place is outside.
Result<void> ApplyRelocation(std::span<uint8_t> section, uint64_t offset, const RelocationType& type, uint64_t symbol,
                             std::optional<int64_t> addend, uint64_t place, std::endian order);

}  // namespace faultbox::elf
