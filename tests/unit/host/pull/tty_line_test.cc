#include "host/pull/tty_line.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

namespace faultbox {
namespace {

bool IsRaw(int fd) {
    termios settings;
    EXPECT_EQ(tcgetattr(fd, &settings), 0);
    return (settings.c_lflag & (ICANON | ECHO)) == 0;
}

/// A terminal that is standard input for as long as it is there.
class StandardInput {
  public:
    StandardInput() : before_(dup(STDIN_FILENO)) {
        EXPECT_EQ(openpty(&master_, &terminal_, nullptr, nullptr, nullptr), 0);
        dup2(terminal_, STDIN_FILENO);
    }
    ~StandardInput() {
        dup2(before_, STDIN_FILENO);
        for (int fd : {before_, master_, terminal_}) close(fd);
    }
    int terminal() const { return terminal_; }

  private:
    int before_ = -1, master_ = -1, terminal_ = -1;
};

TEST(TtyLine, GivesStandardInputItsSettingsBack) {
    StandardInput input;
    EXPECT_FALSE(IsRaw(input.terminal()));
    TtyLine line;
    ASSERT_TRUE(line.Open("-"));
    EXPECT_TRUE(IsRaw(input.terminal()));
    line.Close();
    EXPECT_FALSE(IsRaw(input.terminal()));
}

}  // namespace
}  // namespace faultbox
