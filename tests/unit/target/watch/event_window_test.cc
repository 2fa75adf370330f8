#include "target/watch/event_window.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace faultbox::watch {
namespace {

class EventWindowTest : public testing::Test {
  protected:
    std::string_view Append(const std::string& text, char flag = '-') {
        return window_->Append({.level = 4, .time_us = 1'000'000, .flag = flag, .text = text});
    }
    std::unique_ptr<EventWindow> window_ = std::make_unique<EventWindow>();
};

TEST_F(EventWindowTest, JoinsTheFragmentsOfALine) {
    EXPECT_EQ(Append("before"), "<4>[    1.000000] before\n");
    EXPECT_EQ(Append("Modules linked in:", 'c'), "<4>[    1.000000] Modules linked in:\n");
    EXPECT_EQ(Append(" exfat", '+'), "<4>[    1.000000] Modules linked in: exfat\n");
    EXPECT_EQ(Append(" btusb", '+'), "<4>[    1.000000] Modules linked in: exfat btusb\n");
    EXPECT_EQ(Append("next"), "<4>[    1.000000] next\n");
    // Its beginning is lost.
    EXPECT_EQ(Append("alone", '+'), "<4>[    1.000000] alone\n");
    EXPECT_EQ(window_->text(),
              "<4>[    1.000000] before\n<4>[    1.000000] Modules linked in: exfat btusb\n"
              "<4>[    1.000000] next\n<4>[    1.000000] alone\n");
}

TEST_F(EventWindowTest, KeepsWholeLinesOfTheHistory) {
    for (int i = 0; i < 1000; ++i) {
        Append("line " + std::to_string(i));
        window_->TrimToHistory();
        ASSERT_TRUE(window_->text().starts_with("<4>["));
        ASSERT_LE(window_->text().size(), 4096u);
    }
    EXPECT_GE(window_->text().size(), 1900u);
    EXPECT_TRUE(window_->text().ends_with("] line 999\n"));
}

TEST_F(EventWindowTest, KeepsTheBeginningOfWhatIsTooLong) {
    std::string line(1000, 'x');
    for (int i = 0; i < 1000 && !window_->is_full(); ++i) Append(line);
    EXPECT_TRUE(window_->is_full());
    EXPECT_LE(window_->text().size(), 128u * 1024);
    EXPECT_TRUE(window_->text().ends_with("x\n"));
    EXPECT_EQ(Append("more"), "");
    window_->Clear();
    EXPECT_FALSE(window_->is_full());
    EXPECT_EQ(Append("again"), "<4>[    1.000000] again\n");
}

}  // namespace
}  // namespace faultbox::watch
