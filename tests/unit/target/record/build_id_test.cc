#include "target/record/build_id.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox::record {
namespace {

// The notes of Debian's 6.1 kernel begin like this (xxd /sys/kernel/notes): a "Xen" note, then the build id.
const std::string kXen("\x04\0\0\0\x04\0\0\0\x05\0\0\0Xen\0\x01\0\0\0", 20);
const std::string kBuildId(
    "\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0"
    "\x66\x1d\xc8\x44\xb3\xe3\xc0\xeb\xcd\x71\xd5\x32\x09\xaf\xae\x75\xaa\xc6\xbf\xce",
    36);

TEST(BuildId, IsFoundBehindOtherNotes) {
    std::string notes = kXen + kBuildId;
    Result<Bytes> id = FindBuildId(AsBytes(notes));
    ASSERT_TRUE(id);
    EXPECT_EQ(AsText(*id), kBuildId.substr(16));
}

TEST(BuildId, OfAnotherOwnerIsNone) {
    std::string notes = kBuildId;
    notes[12] = 'X';
    EXPECT_EQ(FindBuildId(AsBytes(notes)).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(FindBuildId({}).error().code, ErrorCode::kNotFound);
}

TEST(BuildId, EveryCutIsAnError) {
    for (size_t size = 1; size < kBuildId.size(); ++size) {
        EXPECT_FALSE(FindBuildId(AsBytes(kBuildId.substr(0, size)))) << size;
    }
}

TEST(BuildId, HugeSizesAreErrors) {
    std::string notes = kBuildId;
    notes.replace(4, 4, "\xff\xff\xff\xff");
    EXPECT_EQ(FindBuildId(AsBytes(notes)).error().code, ErrorCode::kTruncated);
    std::string empty("\x04\0\0\0\0\0\0\0\x03\0\0\0GNU\0", 16);
    EXPECT_EQ(FindBuildId(AsBytes(empty)).error().code, ErrorCode::kMalformed);
}

}  // namespace
}  // namespace faultbox::record
