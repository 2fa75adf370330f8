#include "host/explain/wording.h"

#include <gtest/gtest.h>

#include "host/code/wrapped.h"

namespace faultbox {
namespace {

// Registers of a crash may be as far apart as numbers go: rax is 0, rcx 0x8000000000000000, and (%rax,%rcx) is read.
TEST(Wording, TellsTheFarthestDistances) {
    EXPECT_EQ(Distance(INT64_MIN), "0x8000000000000000 bytes before");
    EXPECT_EQ(Distance(INT64_MAX), "0x7fffffffffffffff bytes behind");
    EXPECT_EQ(Distance(-16), "0x10 bytes before");
}

TEST(Wording, DistancesWrapAsAddressesDo) {
    EXPECT_EQ(AddWrapped(INT64_MAX, 1), INT64_MIN);
    EXPECT_EQ(SubtractWrapped(0, INT64_MIN), INT64_MIN);
    EXPECT_EQ(SubtractWrapped(INT64_MIN, 1), INT64_MAX);
    EXPECT_EQ(AddWrapped(-8, 4), -4);
}

}  // namespace
}  // namespace faultbox
