#include "target/watch/event_limiter.h"

#include <algorithm>
#include <utility>

namespace faultbox::watch {

bool TokenBucket::HasToken(uint64_t now_us) {
    if (tokens_ == rate_.burst || now_us < refilled_us_) {
        refilled_us_ = now_us;
    } else {
        uint64_t earned = (now_us - refilled_us_) / rate_.refill_us;
        refilled_us_ += earned * rate_.refill_us;
        tokens_ += static_cast<uint32_t>(std::min<uint64_t>(earned, rate_.burst - tokens_));
    }
    return tokens_ != 0;
}

EventLimiter::Fault& EventLimiter::Find(uint64_t signature, uint64_t now_us) {
    auto found = std::ranges::find(faults_, signature, &Fault::signature);
    if (found == faults_.end()) {
        if (!faults_.Append({})) {
            found = std::ranges::min_element(faults_, {}, &Fault::seen_us);
        } else {
            found = &faults_.back();
        }
        *found = {.signature = signature};
    }
    found->seen_us = now_us;
    return *found;
}

bool EventLimiter::Admit(uint64_t signature, uint64_t now_us) {
    Fault& fault = Find(signature, now_us);
    // Both, so that the buckets of both know the time.
    bool fault_has_token = fault.bucket.HasToken(now_us);
    bool total_has_token = total_.HasToken(now_us);
    if (fault_has_token && total_has_token) {
        fault.bucket.Take();
        total_.Take();
        return true;
    }
    ++fault.repeats;
    ++suppressed_;
    return false;
}

uint32_t EventLimiter::TakeRepeats(uint64_t signature) {
    auto found = std::ranges::find(faults_, signature, &Fault::signature);
    return found == faults_.end() ? 0 : std::exchange(found->repeats, 0);
}

uint32_t EventLimiter::TakeSuppressed() {
    return std::exchange(suppressed_, 0);
}

}  // namespace faultbox::watch
