#include "target/manifest/os_release.h"

#include <gtest/gtest.h>

namespace faultbox::manifest {
namespace {

// Of Debian 12.
TEST(OsRelease, Debian) {
    OsRelease release = ParseOsRelease(
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n"
        "VERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n"
        "HOME_URL=\"https://www.debian.org/\"\n");
    EXPECT_EQ(release.pretty_name, "Debian GNU/Linux 12 (bookworm)");
    EXPECT_EQ(release.image_version, "12");
}

TEST(OsRelease, TheBestStatedVersionCounts) {
    EXPECT_EQ(ParseOsRelease("IMAGE_VERSION=33\nBUILD_ID=20260321\nVERSION_ID='12'").image_version, "33");
    EXPECT_EQ(ParseOsRelease("BUILD_ID=20260321\nVERSION_ID='12'\n").image_version, "20260321");
    EXPECT_EQ(ParseOsRelease("VERSION_ID='12'\nBUILD_ID=\n").image_version, "12");
}

TEST(OsRelease, WhatIsNotStatedIsEmpty) {
    for (const char* text : {"", "\n\n", "# PRETTY_NAME=x", "PRETTY_NAME", "=x", "XPRETTY_NAME=a"}) {
        OsRelease release = ParseOsRelease(text);
        EXPECT_TRUE(release.pretty_name.empty() && release.image_version.empty()) << text;
    }
    EXPECT_EQ(ParseOsRelease("PRETTY_NAME=\"").pretty_name, "\"");
}

}  // namespace
}  // namespace faultbox::manifest
