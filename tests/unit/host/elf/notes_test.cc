#include "host/elf/notes.h"

#include <gtest/gtest.h>

#include <vector>

namespace faultbox::elf {
namespace {

// Of a vmlinux: .notes begins with a note of the owner "Linux", the build id follows.
const std::vector<uint8_t> kNotes = {6,   0,   0, 0, 1, 0, 0,   0,   0,   1, 0,   0,   'L', 'i', 'n',
                                     'u', 'x', 0, 0, 0, 0, 0,   0,   0,   4, 0,   0,   0,   4,   0,
                                     0,   0,   3, 0, 0, 0, 'G', 'N', 'U', 0, 0xa, 0xb, 0xc, 0xd};

TEST(Notes, FindTheBuildIdBehindOtherNotes) {
    EXPECT_EQ(AsText(FindBuildIdNote(kNotes, std::endian::little)), "\x0a\x0b\x0c\x0d");
}

TEST(Notes, OfTheOtherByteOrderHaveNone) {
    EXPECT_TRUE(FindBuildIdNote(kNotes, std::endian::big).empty());
}

TEST(Notes, CutAnywhereHaveNone) {
    for (size_t size = 0; size < kNotes.size(); ++size) {
        EXPECT_TRUE(FindBuildIdNote(Bytes(kNotes).first(size), std::endian::little).empty()) << size;
    }
}

}  // namespace
}  // namespace faultbox::elf
