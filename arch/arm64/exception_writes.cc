#include "arch/arm64/exception_writes.h"

#include "arch/common/bits.h"

namespace faultbox::arm64 {
namespace {

// Number 31 is the zero register.
uint64_t Mask(uint64_t number) {
    return number == 31 ? 0 : uint64_t{1} << number;
}

}  // namespace

uint64_t ExceptionWrites(uint32_t data) {
    constexpr uint64_t kUserAccess = 2, kKernelAccess = 3, kLoadUnaligned = 4;  // EX_TYPE_*
    switch (Bits(data, 15, 0)) {
        case kUserAccess:
        case kKernelAccess:
            return Mask(Bits(data, 20, 16)) | Mask(Bits(data, 25, 21));
        case kLoadUnaligned:
            return Mask(Bits(data, 20, 16));
        default:
            return ~uint64_t{0};
    }
}

}  // namespace faultbox::arm64
