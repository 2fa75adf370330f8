#pragma once

#include <cstdint>

#include "arch/common/bounded_vector.h"

namespace faultbox::watch {

/// How many events may be recorded at once, and how soon there is room for one more.
struct Rate {
    uint32_t burst;
    uint64_t refill_us;
};

/// One fault: so many times it is recorded, then once in a while. All together: a flood of different faults.
inline constexpr Rate kFaultRate = {3, 3'600'000'000};
inline constexpr Rate kTotalRate = {20, 600'000'000};

/// Takes tokens that come back with time.
class TokenBucket {
  public:
    TokenBucket() : TokenBucket(kFaultRate) {}
    explicit TokenBucket(Rate rate) : rate_(rate), tokens_(rate.burst) {}

    bool HasToken(uint64_t now_us);
    /// Only to be called when there is one.
    void Take() { --tokens_; }

  private:
    Rate rate_;
    uint32_t tokens_;
    uint64_t refilled_us_ = 0;  // up to here time has been turned into tokens
};

/// Decides which events are recorded. Times are of a clock that never goes back. At most 64 faults are told apart; of
/// more, the one that was seen the longest ago is forgotten. Events that stand in one text are one batch: what is
/// recorded of it costs one token for each fault.
class EventLimiter {
  public:
    /// True when an event with this signature is to be recorded now. Otherwise it is counted.
    bool Admit(uint64_t signature, uint64_t now_us);
    /// Whether an event with this signature was admitted in this batch.
    bool IsAdmitted(uint64_t signature) const;
    void EndBatch();

    /// How many with this signature were not recorded since one was; the count begins anew.
    uint32_t TakeRepeats(uint64_t signature);
    /// The same of all signatures.
    uint32_t TakeSuppressed();

  private:
    struct Fault {
        uint64_t signature = 0;
        uint64_t seen_us = 0;
        uint32_t repeats = 0;
        bool is_admitted = false;  // in this batch
        TokenBucket bucket;
    };

    Fault& Find(uint64_t signature, uint64_t now_us);

    BoundedVector<Fault, 64> faults_;
    TokenBucket total_{kTotalRate};
    uint32_t suppressed_ = 0;
};

}  // namespace faultbox::watch
