#include "target/config/config_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace faultbox::config {
namespace {

class Ignore : public ProblemSink {
  public:
    void OnProblem(uint32_t, const char*, std::string_view) override { ++count; }
    int count = 0;
};

class ConfigFileTest : public testing::Test {
  protected:
    Result<void> Load(const std::string& content, mode_t mode = 0644) {
        std::ofstream(path_) << content;
        chmod(path_.c_str(), mode);
        return file_.Load(path_.c_str(), problems_);
    }
    void TearDown() override { unlink(path_.c_str()); }

    std::string path_ = testing::TempDir() + "faultbox_config_" + std::to_string(getpid());
    ConfigFile file_;
    Ignore problems_;
};

TEST_F(ConfigFileTest, ReadsAFileWhoseLastLineHasNoEnd) {
    ASSERT_TRUE(Load("store = /a\nuser = nobody"));
    EXPECT_STREQ(file_.config().user, "nobody");
    EXPECT_EQ(problems_.count, 0);
}

TEST_F(ConfigFileTest, AMissingFileIsAnError) {
    Result<void> loaded = file_.Load("/nonexistent/faultbox.conf", problems_);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::kIo);
    EXPECT_EQ(loaded.error().offset, 2u);  // ENOENT
}

TEST_F(ConfigFileTest, RefusesWhatOthersCanWrite) {
    for (mode_t mode : {0664, 0646}) {
        Result<void> loaded = Load("hook = /tmp/x\n", mode);
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::kMismatch);
        EXPECT_EQ(file_.config().hook, nullptr);
    }
}

TEST_F(ConfigFileTest, RefusesAFifoWithoutWaiting) {
    ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    EXPECT_EQ(file_.Load(path_.c_str(), problems_).error().code, ErrorCode::kMalformed);
}

TEST_F(ConfigFileTest, BoundsItsSize) {
    std::string line = "# " + std::string(61, 'x') + "\n";
    std::string content;
    for (int i = 0; i < 64; ++i) content += line;
    EXPECT_TRUE(Load(content));
    EXPECT_EQ(Load(content + "\n").error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace faultbox::config
