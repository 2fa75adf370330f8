#include "target/oops/crash_event.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace faultbox {
namespace {

TEST(CrashEvent, KindNames) {
    EXPECT_STREQ(KindName(EventKind::kUnknown), "unknown");
    EXPECT_STREQ(KindName(EventKind::kNullDereference), "null-dereference");
    EXPECT_STREQ(KindName(EventKind::kListCorruption), "list-corruption");
    EXPECT_STREQ(KindName(EventKind::kResetWithoutTrace), "reset-without-trace");
    EXPECT_STREQ(KindName(static_cast<EventKind>(200)), "unknown");
}

TEST(CrashEvent, NoTwoKindsHaveOneName) {
    std::set<std::string> names;
    for (int i = 0; i <= static_cast<int>(EventKind::kResetWithoutTrace); ++i) {
        EXPECT_TRUE(names.insert(KindName(static_cast<EventKind>(i))).second) << i;
    }
}

}  // namespace
}  // namespace faultbox
