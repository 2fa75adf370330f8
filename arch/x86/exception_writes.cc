#include "arch/x86/exception_writes.h"

#include "arch/common/bits.h"
#include "arch/x86/modrm.h"

namespace faultbox::x86 {
namespace {

enum Hardware : unsigned { kAx = 0, kCx = 1, kDx = 2, kSp = 4 };

uint64_t Mask(unsigned number) {
    return uint64_t{1} << GeneralRegister(number);
}

// EX_TYPE_*
enum Type : uint64_t {
    kDefault = 1,
    kFault,
    kUserAccess,
    kCopy,
    kClearFs,
    kFpuRestore,
    kWriteMsr = 8,
    kReadMsr,
    kWriteMsrSafe,
    kReadMsrSafe,
    kWriteMsrInMce,
    kReadMsrInMce,
    kDefaultMceSafe,
    kFaultMceSafe,
    kPopRegister,
    kSetRegister,
    kFaultSgx,
    kUserCopyLength,
    kZeroPad,
};

uint64_t WritesOfType(uint64_t type, unsigned reg) {
    switch (type) {
        case kDefault:
        case kUserAccess:
        case kClearFs:
        case kFpuRestore:
        case kWriteMsr:
        case kWriteMsrInMce:
        case kDefaultMceSafe:
        case kZeroPad:  // Only what the instruction itself would have written.
            return 0;
        case kFault:
        case kCopy:
        case kFaultMceSafe:
        case kFaultSgx:
            return Mask(kAx);
        case kReadMsr:
        case kReadMsrInMce:
            return Mask(kAx) | Mask(kDx);
        case kReadMsrSafe:
            return Mask(kAx) | Mask(kDx) | Mask(reg);
        case kWriteMsrSafe:
        case kSetRegister:
            return Mask(reg);
        case kPopRegister:
            return Mask(reg) | Mask(kSp);
        case kUserCopyLength:
            return Mask(kCx);
        default:
            return ~uint64_t{0};
    }
}

}  // namespace

uint64_t ExceptionWrites(uint32_t data) {
    constexpr unsigned kClearsAx = 12, kClearsDx = 13;  // EX_FLAG_CLEAR_*
    return WritesOfType(Bits(data, 7, 0), static_cast<unsigned>(Bits(data, 11, 8))) |
           (Bit(data, kClearsAx) ? Mask(kAx) : 0) | (Bit(data, kClearsDx) ? Mask(kDx) : 0);
}

}  // namespace faultbox::x86
