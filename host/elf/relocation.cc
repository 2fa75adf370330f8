#include "host/elf/relocation.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "arch/common/byte_reader.h"
#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

using enum RelocationKind;

// "ELF for the Arm Architecture", table "Relocation codes".
constexpr RelocationType kArm[] = {
    {0, kNone, 0},        // R_ARM_NONE
    {2, kAbsolute, 4},    // R_ARM_ABS32
    {3, kRelative, 4},    // R_ARM_REL32
    {38, kAbsolute, 4},   // R_ARM_TARGET1, which Linux defines as absolute
    {40, kNone, 0},       // R_ARM_V4BX
    {42, kRelative31, 4}  // R_ARM_PREL31
};

// "ELF for the Arm 64-bit Architecture", "Data relocations".
constexpr RelocationType kArm64[] = {
    {0, kNone, 0},        // R_AARCH64_NONE
    {257, kAbsolute, 8},  // R_AARCH64_ABS64
    {258, kAbsolute, 4},  // R_AARCH64_ABS32
    {259, kAbsolute, 2},  // R_AARCH64_ABS16
    {260, kRelative, 8},  // R_AARCH64_PREL64
    {261, kRelative, 4},  // R_AARCH64_PREL32
    {262, kRelative, 2},  // R_AARCH64_PREL16
};

// "System V ABI, Intel386 Supplement", table "Relocation Types".
constexpr RelocationType kI386[] = {
    {0, kNone, 0},      // R_386_NONE
    {1, kAbsolute, 4},  // R_386_32
    {2, kRelative, 4},  // R_386_PC32
    {4, kRelative, 4},  // R_386_PLT32, resolved without a table
};

// "System V ABI, AMD64 Supplement", table "Relocation Types".
constexpr RelocationType kX86_64[] = {
    {0, kNone, 0},       // R_X86_64_NONE
    {1, kAbsolute, 8},   // R_X86_64_64
    {2, kRelative, 4},   // R_X86_64_PC32
    {4, kRelative, 4},   // R_X86_64_PLT32, resolved without a table
    {10, kAbsolute, 4},  // R_X86_64_32
    {11, kAbsolute, 4},  // R_X86_64_32S
    {24, kRelative, 8},  // R_X86_64_PC64
};

std::span<const RelocationType> TypesOf(uint16_t machine) {
    switch (machine) {
        case EM_ARM:
            return kArm;
        case EM_AARCH64:
            return kArm64;
        case EM_386:
            return kI386;
        case EM_X86_64:
            return kX86_64;
        default:
            return {};
    }
}

void Store(std::span<uint8_t> place, uint64_t value, std::endian order) {
    for (size_t i = 0; i < place.size(); ++i) {
        size_t from_least = order == std::endian::little ? i : place.size() - 1 - i;
        place[i] = static_cast<uint8_t>(value >> (8 * from_least));
    }
}

}  // namespace

const RelocationType* FindRelocationType(uint16_t machine, uint32_t number) {
    std::span<const RelocationType> types = TypesOf(machine);
    auto found = std::ranges::find(types, number, &RelocationType::number);
    return found == types.end() ? nullptr : &*found;
}

Result<void> ApplyRelocation(std::span<uint8_t> section, uint64_t offset, const RelocationType& type, uint64_t symbol,
                             std::optional<int64_t> addend, uint64_t place, std::endian order) {
    if (type.kind == kNone) return {};
    Result<Bytes> old = Slice(section, offset, type.size_bytes);
    if (!old) return Fail(ErrorCode::kTruncated, "relocation lies outside its section", offset);
    uint64_t before = ByteReader(*old, order).Unsigned(type.size_bytes);
    uint64_t implicit = type.kind == kRelative31 ? static_cast<uint64_t>(SignExtend(before, 31)) : before;
    uint64_t value = symbol + (addend ? static_cast<uint64_t>(*addend) : implicit);
    if (type.kind != kAbsolute) value -= place;
    if (type.kind == kRelative31) value = (value & 0x7fff'ffff) | (before & 0x8000'0000);
    Store(section.subspan(static_cast<size_t>(offset), type.size_bytes), value, order);
    return {};
}

}  // namespace faultbox::elf
