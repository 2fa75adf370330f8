// Real crash logs: what a crash is decoded from is the same before and after.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "target/config/config.h"
#include "target/oops/parser.h"
#include "target/record/event_writer.h"
#include "target/record/message_writer.h"
#include "target/record/signature.h"
#include "target/scrub/scrub.h"

namespace faultbox::scrub {
namespace {

// Everything that a record holds of each event, as its bytes.
class Encoder : private EventSink {
  public:
    std::vector<std::string> Encode(std::string_view text) {
        events_.clear();
        parser_->Parse(text);
        return events_;
    }

  private:
    void OnEvent(const CrashEvent& event) override {
        record::MessageWriter writer(buffer_);
        record::WriteEvent(event, {}, {}, writer);
        EXPECT_FALSE(writer.overflowed());
        events_.emplace_back(buffer_.begin(), buffer_.begin() + static_cast<ptrdiff_t>(writer.size()));
    }

    std::unique_ptr<OopsParser> parser_{new OopsParser(*this)};
    std::vector<uint8_t> buffer_ = std::vector<uint8_t>(1 << 20);
    std::vector<std::string> events_;
};

std::vector<std::filesystem::path> Logs() {
    std::vector<std::filesystem::path> logs;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(FAULTBOX_TESTS_DIR "/cases")) {
        std::string extension = entry.path().extension();
        if (extension == ".log" || extension == ".txt") logs.push_back(entry.path());
    }
    return logs;
}

TEST(RealLogs, ScrubbingChangesNoFactOfACrash) {
    Encoder encoder;
    size_t events = 0;
    for (const std::filesystem::path& path : Logs()) {
        if (path.filename() == "report.txt" || path.filename() == "record.txt") continue;
        std::ifstream file(path);
        std::ostringstream content;
        content << file.rdbuf();
        std::string text = content.str();
        std::vector<std::string> before = encoder.Encode(text);
        std::string scrubbed = text;
        ScrubText(scrubbed, config::kScrubAll);
        EXPECT_EQ(scrubbed.size(), text.size());
        EXPECT_EQ(encoder.Encode(scrubbed), before) << path;
        events += before.size();
    }
    EXPECT_GT(events, 100u);
}

// Registers, code and addresses, in every form that the CPUs print.
TEST(RealLogs, LinesOfACrashStayAsTheyAre) {
    for (const std::string line :
         {"pc : [<c0c3ac54>]    lr : [<c0c3ac24>]    psr: 60070013",
          "Code: e1a05000 ebfcdd4b e28a3020 f593f000 (e1932f9f)", "r10: 00000000  r9 : c0bade78  r8 : edcd1b00",
          "RIP: 0010:rb_next+0x5/0x50", "RAX: ffff888012345678 RBX: dead000000000100 RCX: 0000000000000000",
          "Code: 41 56 41 55 <48> 03 51 20 4c 39 61 18 0f 84 b8 02 00 00",
          "x29: ffff80008000bd20 x28: 0000000000000000", " [<ffffffff8109b6ad>] pick_next_task_fair+0x5d/0x180",
          "CPU: 0 PID: 1 Comm: swapper Not tainted 2.6.32.59 #1", "{1}[Hardware Error]:   device_id: 0000:40:02.0",
          "mce: [Hardware Error]: TSC c0912bd05e005 ADDR 164b547",
          "BIOS-provided physical RAM map: [mem 0x0000000000000000-0x000000000009fbff]"}) {
        std::string scrubbed = line;
        ScrubText(scrubbed, config::kScrubAll);
        EXPECT_EQ(scrubbed, line);
    }
}

}  // namespace
}  // namespace faultbox::scrub
