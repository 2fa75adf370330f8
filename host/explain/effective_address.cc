#include "host/explain/effective_address.h"

#include <algorithm>

#include "arch/common/bits.h"
#include "host/explain/value_class.h"

namespace faultbox {
namespace {

std::optional<uint64_t> Shifted(uint64_t value, Shift shift, unsigned amount, unsigned width) {
    switch (shift) {
        case Shift::kNone:
            return value;
        case Shift::kLeft:
            return amount < width ? value << amount : 0;
        case Shift::kLogicalRight:
            return amount < width ? value >> amount : 0;
        case Shift::kArithmeticRight:
            return static_cast<uint64_t>(SignExtend(value, width) >> std::min(amount, width - 1));
        case Shift::kRotateRight:
            amount %= width;
            return amount == 0 ? value : value >> amount | value << (width - amount);
        case Shift::kRotateRightExtended:
            return std::nullopt;  // Takes the carry flag in.
    }
    return std::nullopt;
}

uint64_t Extended(uint64_t value, Extend extend) {
    switch (extend) {
        case Extend::kNone:
            return value;
        case Extend::kUnsignedByte:
            return Bits(value, 7, 0);
        case Extend::kUnsignedHalfword:
            return Bits(value, 15, 0);
        case Extend::kUnsignedWord:
            return Bits(value, 31, 0);
        case Extend::kSignedByte:
            return static_cast<uint64_t>(SignExtend(value, 8));
        case Extend::kSignedHalfword:
            return static_cast<uint64_t>(SignExtend(value, 16));
        case Extend::kSignedWord:
            return static_cast<uint64_t>(SignExtend(value, 32));
    }
    return value;
}

}  // namespace

std::optional<uint64_t> ScaledIndex(uint64_t value, Extend extend, Shift shift, unsigned amount, unsigned width) {
    return Shifted(Extended(value, extend), shift, amount, width);
}

std::optional<uint64_t> EffectiveAddress(const MemoryAccess& access, const CrashRegisters& registers,
                                         const ArchInfo& arch) {
    const unsigned width = (access.address_bytes != 0 ? access.address_bytes : arch.pointer_size) * 8u;
    if (access.index_unknown) return std::nullopt;
    uint64_t segment_base = 0;
    if (access.segment != kNoRegister) {
        std::optional<uint64_t> base = registers.Get(access.segment_base);
        if (!base) return std::nullopt;
        segment_base = *base;
    }
    uint64_t address = 0;
    if (access.base != kNoRegister) {
        std::optional<uint64_t> base = registers.Get(access.base);
        if (!base) return std::nullopt;
        address = *base;
    }
    if (access.write_back == WriteBack::kAfter) return address;
    if (access.index != kNoRegister) {
        std::optional<uint64_t> index = registers.Get(access.index);
        if (!index) return std::nullopt;
        std::optional<uint64_t> scaled =
            ScaledIndex(*index, access.index_extend, access.index_shift, access.index_amount, width);
        if (!scaled) return std::nullopt;
        address = access.subtract_index ? address - *scaled : address + *scaled;
    }
    address = Bits(address + static_cast<uint64_t>(access.displacement), width - 1, 0);
    return WrapToPointer(segment_base + address, arch);
}

std::optional<uint64_t> ElementAt(const MemoryAccess& access, uint64_t address, uint64_t fault_address) {
    uint64_t size = std::max<uint64_t>(access.size_bytes, 1);
    if (fault_address < address || fault_address - address >= size * access.count) return std::nullopt;
    return (fault_address - address) / size;
}

}  // namespace faultbox
