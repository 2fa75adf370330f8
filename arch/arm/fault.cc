#include "arch/arm/fault.h"

#include <algorithm>

#include "arch/common/bits.h"

namespace faultbox::arm {

uint8_t StatusCodeOf(uint64_t status) {
    if (IsLpae(status)) return static_cast<uint8_t>(Bits(status, 5, 0));
    return static_cast<uint8_t>(Bit(status, kFs4Bit) << 4 | Bits(status, 3, 0));
}

const StatusCode* FindStatusCode(uint64_t status, bool prefetch) {
    std::span<const StatusCode> codes = IsLpae(status) ? LongDescriptorCodes() : ShortDescriptorCodes(prefetch);
    auto found = std::ranges::find(codes, StatusCodeOf(status), &StatusCode::code);
    return found == codes.end() ? nullptr : &*found;
}

FaultInfo DecodeFault(uint64_t status, bool prefetch) {
    prefetch |= Bit(status, kPrefetchBit);
    FaultInfo fault;
    fault.status = status;
    const StatusCode* code = FindStatusCode(status, prefetch);
    if (code != nullptr) {
        fault.cause = code->cause;
        if (code->level >= 0) fault.level = static_cast<uint8_t>(code->level);
    }
    // DDI 0406C, B3.13.5: WnR and the DFAR are UNKNOWN on asynchronous aborts and on debug events.
    bool asynchronous = fault.cause == FaultCause::kAsynchronousAbort || fault.cause == FaultCause::kDebug ||
                        StatusCodeOf(status) == (IsLpae(status) ? 0b011001 : 0b11000);
    fault.address_valid = !asynchronous;
    if (prefetch) {
        fault.access = Access::kExecute;
    } else if (!asynchronous) {
        fault.access = Bit(status, kWnRBit) ? Access::kWrite : Access::kRead;
    }
    return fault;
}

}  // namespace faultbox::arm
