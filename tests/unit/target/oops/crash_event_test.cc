#include "target/oops/crash_event.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

TEST(CrashEvent, KindNames) {
    EXPECT_STREQ(KindName(EventKind::kUnknown), "unknown");
    EXPECT_STREQ(KindName(EventKind::kNullDereference), "null-dereference");
    EXPECT_STREQ(KindName(EventKind::kListCorruption), "list-corruption");
    EXPECT_STREQ(KindName(EventKind::kResetWithoutTrace), "reset-without-trace");
    EXPECT_STREQ(KindName(static_cast<EventKind>(200)), "unknown");
}

TEST(CrashEvent, KindsThereAndBack) {
    for (int i = 0; i <= static_cast<int>(EventKind::kResetWithoutTrace); ++i) {
        auto kind = static_cast<EventKind>(i);
        EXPECT_EQ(KindFromName(KindName(kind)), kind);
    }
    EXPECT_EQ(KindFromName("no such kind"), EventKind::kUnknown);
}

}  // namespace
}  // namespace faultbox
