// The page of repeat frames behind a record, of any bytes. The checksum would stop nearly all inputs, so that the first
// 60 bytes are also framed, and must come back.
#include "target/format/repeat_frame.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "target/record/field_reader.h"
#include "target/record/line_sketch.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    constexpr uint32_t kRecordCrc = 0x12345678;
    const Bytes bytes(data, size);
    format::RepeatPage page(bytes, kRecordCrc);
    if (page.damaged() > format::kRepeatSlots) __builtin_trap();
    for (uint32_t slot = 0; slot <= format::kRepeatSlots; ++slot) {
        std::optional<format::RepeatFrame> frame = page.Slot(slot);
        if (frame && frame->number > page.newest()->number) __builtin_trap();
    }

    format::RepeatFrame frame;
    if (size >= 48) {
        std::memcpy(&frame.number, data, 4);
        std::memcpy(&frame.count, data + 4, 4);
        std::memcpy(&frame.boots, data + 8, 2);
        std::memcpy(&frame.time_us, data + 10, 6);
        std::memcpy(&frame.lines, data + 16, 32);
    }
    auto written = format::WriteRepeatFrame(frame, kRecordCrc);
    std::optional<format::RepeatFrame> back = format::ReadRepeatFrame(written, kRecordCrc);
    bool is_valid = frame.number != 0 && frame.count != 0;
    if (back.has_value() != is_valid) __builtin_trap();
    if (back && (back->count != frame.count || back->lines != frame.lines || back->time_us != frame.time_us)) {
        __builtin_trap();
    }
    if (format::ReadRepeatFrame(written, kRecordCrc + 1)) __builtin_trap();
    written[size % written.size()] ^= 1;
    if (format::ReadRepeatFrame(written, kRecordCrc)) __builtin_trap();

    // What a record's keys and texts are recognized by.
    record::StoredKey key = record::ReadKey(bytes);
    if (!std::ranges::is_sorted(key.lines.begin(), std::ranges::find(key.lines, 0u))) __builtin_trap();
    record::LineSketch sketch = record::MakeSketch(AsText(bytes), 1);
    if (sketch.front() != 0 && !record::AreOfOneEvent(sketch, sketch)) __builtin_trap();
    (void)record::AreOfOneEvent(sketch, frame.lines);
    return 0;
}
