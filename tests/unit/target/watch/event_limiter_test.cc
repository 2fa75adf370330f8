#include "target/watch/event_limiter.h"

#include <gtest/gtest.h>

namespace faultbox::watch {
namespace {

constexpr uint64_t kHour = 3'600'000'000;

TEST(TokenBucket, EarnsOneTokenPerInterval) {
    TokenBucket bucket({2, 100});
    EXPECT_TRUE(bucket.HasToken(1000));
    bucket.Take();
    EXPECT_TRUE(bucket.HasToken(1000));
    bucket.Take();
    EXPECT_FALSE(bucket.HasToken(1000));
    EXPECT_FALSE(bucket.HasToken(1099));
    EXPECT_TRUE(bucket.HasToken(1150));
    bucket.Take();
    EXPECT_FALSE(bucket.HasToken(1199));  // the 50 are not lost
    EXPECT_TRUE(bucket.HasToken(1200));
    // Never more than the burst.
    EXPECT_TRUE(bucket.HasToken(UINT64_MAX));
    bucket.Take();
    bucket.Take();
    EXPECT_FALSE(bucket.HasToken(UINT64_MAX));
}

TEST(TokenBucket, AClockThatGoesBackEarnsNothing) {
    TokenBucket bucket({1, 100});
    EXPECT_TRUE(bucket.HasToken(1'000'000));
    bucket.Take();
    EXPECT_FALSE(bucket.HasToken(5));
    EXPECT_FALSE(bucket.HasToken(104));
    EXPECT_TRUE(bucket.HasToken(105));
}

TEST(EventLimiter, OneFaultIsRecordedThreeTimesAndThenCounted) {
    EventLimiter limiter;
    int admitted = 0;
    for (int i = 0; i < 1000; ++i) {
        admitted += limiter.Admit(7, 1000);
        limiter.EndBatch();
    }
    EXPECT_EQ(admitted, 3);
    EXPECT_TRUE(limiter.Admit(8, 1000));
    EXPECT_EQ(limiter.TakeRepeats(8), 0u);
    EXPECT_EQ(limiter.TakeRepeats(7), 997u);
    EXPECT_EQ(limiter.TakeRepeats(7), 0u);
    EXPECT_EQ(limiter.TakeSuppressed(), 997u);
    EXPECT_EQ(limiter.TakeSuppressed(), 0u);
    EXPECT_FALSE(limiter.Admit(7, kHour));
    EXPECT_TRUE(limiter.Admit(7, kHour + 1000));
    EXPECT_EQ(limiter.TakeRepeats(7), 1u);
}

// What one text shows of a fault is recorded together: none of it was not.
TEST(EventLimiter, ABatchCostsOneTokenOfEachFault) {
    EventLimiter limiter;
    for (int batch = 0; batch < 3; ++batch) {
        for (int i = 0; i < 84; ++i) EXPECT_TRUE(limiter.Admit(7, 1000));
        EXPECT_TRUE(limiter.IsAdmitted(7));
        EXPECT_FALSE(limiter.IsAdmitted(8));
        limiter.EndBatch();
        EXPECT_FALSE(limiter.IsAdmitted(7));
    }
    EXPECT_EQ(limiter.TakeSuppressed(), 0u);
    for (int i = 0; i < 84; ++i) EXPECT_FALSE(limiter.Admit(7, 1000));
    EXPECT_TRUE(limiter.Admit(8, 1000));
    EXPECT_FALSE(limiter.IsAdmitted(7));
    EXPECT_EQ(limiter.TakeRepeats(7), 84u);
}

// More faults in one batch than can be told apart: those that were admitted are not forgotten.
TEST(EventLimiter, ABatchOfDifferentFaults) {
    EventLimiter limiter;
    for (uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(limiter.Admit(i, 5), i < 20);
    for (uint64_t i = 0; i < 20; ++i) EXPECT_TRUE(limiter.IsAdmitted(i));
    EXPECT_EQ(limiter.TakeSuppressed(), 980u);
}

// Many different faults, as of a crash loop: 20 at once, then six an hour.
TEST(EventLimiter, AFloodOfDifferentFaultsIsBounded) {
    EventLimiter limiter;
    int admitted = 0;
    for (uint64_t i = 0; i < 10'000; ++i) admitted += limiter.Admit(i, i);
    EXPECT_EQ(admitted, 20);
    for (uint64_t i = 0; i < 10'000; ++i) admitted += limiter.Admit(20'000 + i, kHour + i);
    EXPECT_EQ(admitted, 26);
}

// A day of it must not fill the flash: 20 + 24 * 6.
TEST(EventLimiter, ADayOfFlood) {
    EventLimiter limiter;
    int admitted = 0;
    for (uint64_t second = 0; second < 24 * 3600; ++second) admitted += limiter.Admit(second, second * 1'000'000);
    EXPECT_LE(admitted, 164);
    EXPECT_GE(admitted, 160);
}

}  // namespace
}  // namespace faultbox::watch
