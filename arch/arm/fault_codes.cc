#include "arch/arm/fault_codes.h"

#include <algorithm>

namespace faultbox::arm {

std::span<const StatusCode> LongDescriptorCodes() {
    return status_codes::kLongCodes;
}

std::span<const StatusCode> ShortDescriptorCodes(bool prefetch) {
    if (prefetch) return status_codes::kShortPrefetch;
    return status_codes::kShortData;
}

const StatusCode* FindStatusCode(uint64_t status, bool prefetch) {
    std::span<const StatusCode> codes = IsLpae(status) ? LongDescriptorCodes() : ShortDescriptorCodes(prefetch);
    auto found = std::ranges::find(codes, StatusCodeOf(status), &StatusCode::code);
    return found == codes.end() ? nullptr : &*found;
}

}  // namespace faultbox::arm
