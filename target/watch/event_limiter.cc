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
            // One batch cannot admit all of them: the bucket of all together has fewer tokens.
            found = std::ranges::min_element(
                faults_, {}, [](const Fault& fault) { return fault.is_admitted ? UINT64_MAX : fault.seen_us; });
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
    if (fault.is_admitted) return true;
    // Both, so that the buckets of both know the time.
    bool fault_has_token = fault.bucket.HasToken(now_us);
    bool total_has_token = total_.HasToken(now_us);
    if (fault_has_token && total_has_token) {
        fault.bucket.Take();
        total_.Take();
        fault.is_admitted = true;
        return true;
    }
    ++fault.repeats;
    ++suppressed_;
    return false;
}

bool EventLimiter::IsAdmitted(uint64_t signature) const {
    auto found = std::ranges::find(faults_, signature, &Fault::signature);
    return found != faults_.end() && found->is_admitted;
}

void EventLimiter::EndBatch() {
    for (Fault& fault : faults_) fault.is_admitted = false;
}

uint32_t EventLimiter::TakeRepeats(uint64_t signature) {
    auto found = std::ranges::find(faults_, signature, &Fault::signature);
    return found == faults_.end() ? 0 : std::exchange(found->repeats, 0);
}

uint32_t EventLimiter::TakeSuppressed() {
    return std::exchange(suppressed_, 0);
}

}  // namespace faultbox::watch
