#include "host/pull/file_record_folder.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "target/codec/crc32.h"

namespace faultbox {
namespace {

class FileRecordFolderTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "faultscope-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        ASSERT_TRUE(folder_.Open(root_ + "/pulled"));
    }
    void TearDown() override { std::filesystem::remove_all(root_); }
    static OfferedRecord Offer(const std::string& content) {
        return {"hu17", 42, 0x89abcdef01234567, static_cast<uint32_t>(content.size()), codec::Crc32(AsBytes(content))};
    }
    Result<void> Store(const std::string& content) {
        EXPECT_EQ(folder_.Begin(Offer(content)).value(), 0u);
        EXPECT_TRUE(folder_.Append(AsBytes(content)));
        return folder_.Commit();
    }
    std::vector<std::string> Files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(root_ + "/pulled")) {
            names.push_back(entry.path().filename());
        }
        std::ranges::sort(names);
        return names;
    }
    std::string Content(const std::string& name) {
        std::ifstream file(root_ + "/pulled/" + name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    const std::string kName = "faultbox-hu17-000042-89abcdef01234567.fbx";
    std::string root_;
    FileRecordFolder folder_;
};

TEST_F(FileRecordFolderTest, KeepsARecord) {
    EXPECT_FALSE(folder_.Has(Offer("content")).value());
    ASSERT_TRUE(Store("content"));
    EXPECT_TRUE(folder_.Has(Offer("content")).value());
    EXPECT_FALSE(folder_.Has(Offer("other")).value());
    EXPECT_EQ(Files(), std::vector<std::string>{kName});
    EXPECT_EQ(Content(kName), "content");
}

TEST_F(FileRecordFolderTest, ReplacesNothing) {
    ASSERT_TRUE(Store("content"));
    ASSERT_TRUE(Store("another unit of the same name"));
    EXPECT_EQ(Files(), (std::vector<std::string>{"faultbox-hu17-000042-89abcdef01234567-2.fbx", kName}));
    EXPECT_EQ(Content(kName), "content");
    EXPECT_TRUE(folder_.Has(Offer("another unit of the same name")).value());
}

TEST_F(FileRecordFolderTest, GoesOnWithAPart) {
    OfferedRecord offer = Offer("some content");
    EXPECT_EQ(folder_.Begin(offer).value(), 0u);
    ASSERT_TRUE(folder_.Append(AsBytes("some ")));
    FileRecordFolder later;
    ASSERT_TRUE(later.Open(root_ + "/pulled"));
    EXPECT_EQ(later.Begin(offer).value(), 5u);
    ASSERT_TRUE(later.Append(AsBytes("content")));
    ASSERT_TRUE(later.Commit());
    EXPECT_EQ(Content(kName), "some content");
}

TEST_F(FileRecordFolderTest, DamagedPartIsThrownAway) {
    OfferedRecord offer = Offer("content");
    EXPECT_EQ(folder_.Begin(offer).value(), 0u);
    ASSERT_TRUE(folder_.Append(AsBytes("contenT")));
    EXPECT_EQ(folder_.Commit().error().code, ErrorCode::kChecksum);
    EXPECT_TRUE(Files().empty());
    EXPECT_EQ(folder_.Begin(offer).value(), 0u);
    ASSERT_TRUE(folder_.Append(AsBytes("short")));
    EXPECT_EQ(folder_.Commit().error().code, ErrorCode::kChecksum);
    EXPECT_TRUE(Files().empty());
}

TEST_F(FileRecordFolderTest, FollowsNoLinks) {
    std::ofstream(root_ + "/victim") << "precious";
    std::filesystem::create_symlink(root_ + "/victim", root_ + "/pulled/" + kName);
    EXPECT_FALSE(folder_.Has(Offer("precious")).value());
    ASSERT_TRUE(Store("content"));
    EXPECT_EQ(Content("faultbox-hu17-000042-89abcdef01234567-2.fbx"), "content");
    std::ifstream victim(root_ + "/victim");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(victim), {}), "precious");
}

}  // namespace
}  // namespace faultbox
