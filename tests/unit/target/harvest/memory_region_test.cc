#include "target/harvest/memory_region.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace faultbox::harvest {
namespace {

class MemoryRegionTest : public testing::Test {
  protected:
    void SetUp() override {
        path_ = testing::TempDir() + "faultbox-region-" + std::to_string(getpid());
        FILE* file = fopen(path_.c_str(), "w");
        ASSERT_NE(file, nullptr);
        std::string content(5000, 'a');
        content.replace(4100, 3, "xyz");
        ASSERT_EQ(fwrite(content.data(), 1, content.size(), file), content.size());
        fclose(file);
    }
    void TearDown() override { unlink(path_.c_str()); }

    std::string path_;
    MemoryRegion region_;
};

TEST_F(MemoryRegionTest, MapsAWholeFile) {
    ASSERT_TRUE(region_.Open(path_.c_str(), 0, std::nullopt));
    EXPECT_EQ(region_.bytes().size(), 5000u);
}

TEST_F(MemoryRegionTest, MapsAWindowThatBeginsInsideAPage) {
    ASSERT_TRUE(region_.Open(path_.c_str(), 4100, 3));
    EXPECT_EQ(AsText(region_.bytes()), "xyz");
}

TEST_F(MemoryRegionTest, RefusesWhatIsNotThere) {
    EXPECT_EQ(region_.Open(path_.c_str(), 5001, std::nullopt).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(region_.Open(path_.c_str(), 4999, 2).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(region_.Open(path_.c_str(), 1, UINT64_MAX).error().code, ErrorCode::kTruncated);
    EXPECT_EQ(region_.Open(path_.c_str(), 5000, std::nullopt).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(region_.Open((path_ + "-missing").c_str(), 0, 1).error().code, ErrorCode::kIo);
}

TEST_F(MemoryRegionTest, ADevicesWindowMustBeStated) {
    EXPECT_EQ(region_.Open("/dev/zero", 0, std::nullopt).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(region_.Open("/dev/zero", 0, 1 << 30).error().code, ErrorCode::kLimit);
    EXPECT_EQ(MemoryRegion().Open("/dev/zero", 0, 6).error().code, ErrorCode::kMalformed);
    ASSERT_TRUE(region_.Open("/dev/zero", 0x1004, 8192));
    EXPECT_EQ(region_.bytes().size(), 8192u);
    EXPECT_EQ(region_.bytes()[8191], 0);
}

}  // namespace
}  // namespace faultbox::harvest
