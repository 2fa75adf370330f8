#include "arch/arm/fault.h"

#include <algorithm>
#include <array>

#include "arch/arm/fault_codes.h"
#include "arch/common/bits.h"

namespace faultbox::arm {
namespace {

// What a recorder needs of a StatusCode; its words would be 3 KB of the program.
struct CodeCause {
    uint8_t code;
    FaultCause cause;
    int8_t level;
};

template <size_t kCount>
consteval std::array<CodeCause, kCount> CausesOf(const StatusCode (&codes)[kCount]) {
    std::array<CodeCause, kCount> causes;
    for (size_t i = 0; i < kCount; ++i) causes[i] = {codes[i].code, codes[i].cause, codes[i].level};
    return causes;
}

constexpr auto kLongCauses = CausesOf(status_codes::kLongCodes);
constexpr auto kShortDataCauses = CausesOf(status_codes::kShortData);
constexpr auto kShortPrefetchCauses = CausesOf(status_codes::kShortPrefetch);

std::span<const CodeCause> CausesFor(uint64_t status, bool prefetch) {
    if (IsLpae(status)) return kLongCauses;
    if (prefetch) return kShortPrefetchCauses;
    return kShortDataCauses;
}

}  // namespace

uint8_t StatusCodeOf(uint64_t status) {
    if (IsLpae(status)) return static_cast<uint8_t>(Bits(status, 5, 0));
    return static_cast<uint8_t>(Bit(status, kFs4Bit) << 4 | Bits(status, 3, 0));
}

FaultInfo DecodeFault(uint64_t status, bool prefetch) {
    prefetch |= Bit(status, kPrefetchBit);
    FaultInfo fault;
    fault.status = status;
    std::span<const CodeCause> causes = CausesFor(status, prefetch);
    auto code = std::ranges::find(causes, StatusCodeOf(status), &CodeCause::code);
    if (code != causes.end()) {
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
