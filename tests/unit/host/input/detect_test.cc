#include "host/input/detect.h"

#include <gtest/gtest.h>

#include <string>

namespace faultbox {
namespace {

using namespace std::string_literals;

InputKind Detect(std::string_view content, std::string_view name = "input") {
    return DetectKind(name, AsBytes(content));
}

std::string Zone(size_t before, uint8_t size) {
    std::string region(before, '\0');
    region += "DBGC\0\0\0\0"s + static_cast<char>(size) + "\0\0\0"s;
    return region + std::string(200, '\0');
}

TEST(Detect, ByContent) {
    EXPECT_EQ(Detect("FBXR\x01"), InputKind::kRecord);
    EXPECT_EQ(Detect(Zone(0, 40)), InputKind::kRamoops);
    EXPECT_EQ(Detect(Zone(0x400, 40)), InputKind::kRamoops);
    EXPECT_EQ(Detect("Oops#1 Part1\n<6>[    1.0] x\n"), InputKind::kPstore);
    EXPECT_EQ(Detect("Panic#12 Part3\n"), InputKind::kPstore);
    EXPECT_EQ(Detect("====1609459200.123456-D\nOops#1 Part1\n"), InputKind::kPstore);
    EXPECT_EQ(Detect("====5.000001\nx"), InputKind::kPstore);
    EXPECT_EQ(Detect("[    1.0] Unable to handle kernel NULL pointer dereference\n"), InputKind::kLog);
    EXPECT_EQ(Detect(""), InputKind::kLog);
}

TEST(Detect, ByNameOnlyWhereTheContentIsSilent) {
    std::string deflated = "\x78\x9c\x03\x00";
    EXPECT_EQ(Detect(deflated, "/sys/fs/pstore/dmesg-ramoops-0.enc.z"), InputKind::kPstore);
    EXPECT_EQ(Detect("text", "console-ramoops-0"), InputKind::kPstore);
    EXPECT_EQ(Detect("text", "dmesg-2021.log"), InputKind::kLog);
    EXPECT_EQ(Detect("FBXR\x01", "dmesg-ramoops-0"), InputKind::kRecord);
}

TEST(Detect, LooksAlikeAreLogs) {
    // A KASAN report begins with a line of '='.
    EXPECT_EQ(Detect("==================\nBUG: KASAN: use-after-free in f+0x1/0x2\n"), InputKind::kLog);
    EXPECT_EQ(Detect("log quoting DBGC and its header of a zone\n"), InputKind::kLog);
    EXPECT_EQ(Detect("DBGC is the signature of a zone of ramoops\n"), InputKind::kLog);
    EXPECT_EQ(Detect("Oops#1 Part"), InputKind::kLog);
    EXPECT_EQ(Detect("#1 Part1\n"), InputKind::kLog);
    EXPECT_EQ(Detect("FBX"), InputKind::kLog);
}

TEST(Detect, ASizeBeyondTheRegionIsNoZone) {
    EXPECT_EQ(Detect("DBGC\0\0\0\0\xff\xff\xff\x7f"s + std::string(100, '\0')), InputKind::kLog);
    EXPECT_EQ(Detect("DBGC\x09\0\0\0\x08\0\0\0"s + std::string(100, '\0')), InputKind::kLog);  // start above size
    EXPECT_EQ(Detect("DBGC\0\0\0\0\0\0\0"s), InputKind::kLog);                                 // cut
}

TEST(Detect, MostlyText) {
    EXPECT_TRUE(IsMostlyText(AsBytes("<4>[    1.0] Oops\r\n")));
    EXPECT_TRUE(IsMostlyText(AsBytes("serial noise \xff\xfe\xfd and text")));
    EXPECT_FALSE(IsMostlyText(AsBytes(std::string(100, '\0') + "x")));
    std::string every_byte;
    for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
    EXPECT_FALSE(IsMostlyText(AsBytes(every_byte)));
}

}  // namespace
}  // namespace faultbox
