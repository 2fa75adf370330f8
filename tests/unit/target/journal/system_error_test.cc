#include "target/journal/system_error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace faultbox::journal {
namespace {

class Text : public record::TextSink {
  public:
    void Put(std::string_view text) override { text_ += text; }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

std::string TextOf(uint64_t number) {
    Text text;
    PutSystemError(text, number);
    return text.text();
}

// Those that C libraries agree on.
TEST(SystemError, HasTheWordsOfTheCLibrary) {
    for (int number : {EPERM, ENOENT, EACCES, EEXIST, ENODEV, ENOTDIR, EISDIR, EINVAL, ENOSPC, EROFS, EPIPE}) {
        EXPECT_EQ(TextOf(number), strerror(number));
    }
}

TEST(SystemError, GivesTheNumberOfAnother) {
    EXPECT_EQ(TextOf(0), "error 0");
    EXPECT_EQ(TextOf(EILSEQ), "error 84");
    EXPECT_EQ(TextOf(uint64_t{1} << 32 | ENOENT), "error 4294967298");
}

}  // namespace
}  // namespace faultbox::journal
