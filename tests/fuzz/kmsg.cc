// Records of /dev/kmsg of any bytes, separated by NULs, through the window into the parser: every line that comes out
// ends, and what is no record has none.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "target/harvest/kernel_log_parser.h"
#include "target/watch/event_limiter.h"
#include "target/watch/event_window.h"

namespace {

using namespace faultbox;
using namespace faultbox::watch;

class Count : public harvest::EventVisitor {
  public:
    void Visit(const CrashEvent& event, uint16_t) override { limiter.Admit(event.headline.size(), event.first_line); }
    EventLimiter limiter;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static EventWindow window;
    static harvest::KernelLogParser parser;
    window.Clear();
    Count count;
    std::string_view input(reinterpret_cast<const char*>(data), size);
    while (!input.empty()) {
        std::string_view text = input.substr(0, input.find('\0'));
        input.remove_prefix(std::min(text.size() + 1, input.size()));
        std::optional<KmsgRecord> record = ParseKmsgRecord(text);
        if (!record) continue;
        if (record->sequence % 16 == 0) window.TrimToHistory();
        std::string_view line = window.Append(*record);
        if (!line.empty() && (line.back() != '\n' || line.front() == '\n')) __builtin_trap();
    }
    parser.Parse(window.text(), count);
    return 0;
}
