#include "target/watch/stored_sequence.h"

#include <gtest/gtest.h>

#include "target/format/crash_record.pb.h"

namespace faultbox::watch {
namespace {

TEST(LastSequence, OfThisBootOnly) {
    format::CrashRecord record;
    record.mutable_harvester()->set_boot_id("boot 1");
    record.mutable_watch()->set_first_sequence(10);
    record.mutable_watch()->set_last_sequence(17);
    std::string payload = record.SerializeAsString();
    EXPECT_EQ(LastSequenceOf(AsBytes(payload), AsBytes("boot 1")), 17u);
    EXPECT_FALSE(LastSequenceOf(AsBytes(payload), AsBytes("boot 2")));
    EXPECT_FALSE(LastSequenceOf(AsBytes(payload), {}));
    record.clear_watch();
    payload = record.SerializeAsString();
    EXPECT_FALSE(LastSequenceOf(AsBytes(payload), AsBytes("boot 1")));
}

}  // namespace
}  // namespace faultbox::watch
