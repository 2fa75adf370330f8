#include "target/watch/kmsg_record.h"

#include <algorithm>

#include "arch/common/number_text.h"
#include "arch/common/text_line.h"

namespace faultbox::watch {
namespace {

constexpr uint64_t kMicrosecondsPerSecond = 1'000'000;

// The number before the next comma, which is taken as well.
std::optional<uint64_t> TakeField(std::string_view& text) {
    std::optional<uint64_t> number = TakeNumber(text);
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
    return number;
}

// "\x0a" (msg_add_ext_text, kernel/printk/printk.c); nothing for what is no escape.
std::optional<uint64_t> TakeEscape(std::string_view& text) {
    if (text.size() < 4 || !text.starts_with("\\x")) return std::nullopt;
    std::optional<uint64_t> byte = ParseNumber(text.substr(2, 2), 16);
    if (byte) text.remove_prefix(4);
    return byte;
}

void PutPrefix(record::TextSink& sink, const KmsgRecord& record) {
    sink.Put("<");
    record::PutNumber(sink, record.level);
    sink.Put(">[");
    uint64_t seconds = record.time_us / kMicrosecondsPerSecond;
    // print_time: "[%5lu.%06lu] "
    for (uint64_t limit = 10'000; limit > 1 && seconds < limit; limit /= 10) sink.Put(" ");
    record::PutNumber(sink, seconds);
    sink.Put(".");
    record::PutNumber(sink, record.time_us % kMicrosecondsPerSecond, 10, 6);
    sink.Put("] ");
}

}  // namespace

std::optional<KmsgRecord> ParseKmsgRecord(std::string_view record) {
    size_t semicolon = record.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    // Fields may be added behind the flags.
    std::string_view head = record.substr(0, semicolon + 1);
    std::optional<uint64_t> priority = TakeField(head);
    std::optional<uint64_t> sequence = priority ? TakeField(head) : std::nullopt;
    std::optional<uint64_t> time_us = sequence ? TakeField(head) : std::nullopt;
    if (!time_us || *priority > UINT32_MAX) return std::nullopt;
    KmsgRecord parsed{.level = static_cast<uint8_t>(*priority & 7),
                      .facility = static_cast<uint32_t>(*priority >> 3),
                      .sequence = *sequence,
                      .time_us = *time_us,
                      .flag = head.front()};
    std::string_view rest = record.substr(semicolon + 1);
    parsed.text = TakeLine(rest);
    return parsed;
}

void PutConsoleLines(record::TextSink& sink, const KmsgRecord& record, bool continues) {
    if (!continues) PutPrefix(sink, record);
    std::string_view text = record.text;
    while (!text.empty()) {
        size_t plain = std::min(text.find('\\'), text.size());
        sink.Put(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        std::optional<uint8_t> byte = TakeEscape(text);
        if (byte == '\n') {
            sink.Put("\n");
            PutPrefix(sink, record);
            continue;
        }
        char character = byte ? static_cast<char>(*byte) : text.front();
        if (!byte) text.remove_prefix(1);
        sink.Put({&character, 1});
    }
    sink.Put("\n");
}

}  // namespace faultbox::watch
