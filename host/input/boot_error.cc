#include "host/input/boot_error.h"

#include <algorithm>
#include <string>
#include <vector>

#include "host/input/read_error_record.h"
#include "target/codec/lz4.h"
#include "target/format/limits.h"

namespace faultbox {
namespace {

std::string ContentOf(const format::Text& text) {
    if (text.has_plain()) return text.plain();
    std::string content(std::min<size_t>(text.size(), format::kMaxTextBytes), '\0');
    std::span<uint8_t> bytes(reinterpret_cast<uint8_t*>(content.data()), content.size());
    content.resize(codec::Lz4Unpack(AsBytes(text.lz4()), bytes).produced);
    return content;
}

// One event for each block, in their order.
std::vector<format::Event> EventsOf(const std::string& region) {
    DecodedInput decoded;
    std::vector<format::Event> events;
    if (!ReadErrorRecords(AsBytes(region), decoded)) return events;
    for (const format::CrashRecord& record : decoded.records) {
        for (const format::Event& event : record.event()) events.push_back(event);
    }
    return events;
}

void CopyFacts(const std::vector<format::Event>& blocks, uint32_t source, format::CrashRecord& record) {
    for (format::Event& event : *record.mutable_event()) {
        uint32_t block = event.first_line();
        if (event.source() != source || block == 0 || block > blocks.size()) continue;
        *event.mutable_fact() = blocks[block - 1].fact();
        for (format::Fact& fact : *event.mutable_fact()) {
            if (fact.key() == "hw.source") fact.set_text("BERT");
        }
    }
}

}  // namespace

void DecodeBootErrors(format::CrashRecord& record) {
    for (int i = 0; i < record.text_size(); ++i) {
        uint32_t source = record.text(i).source();
        if (source >= static_cast<uint32_t>(record.source_size())) continue;
        if (record.source(static_cast<int>(source)).kind() != format::Source::BOOT_ERROR_REGION) continue;
        CopyFacts(EventsOf(ContentOf(record.text(i))), source, record);
    }
}

}  // namespace faultbox
