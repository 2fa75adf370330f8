#include "host/input/input_parts.h"

#include <utility>

namespace faultbox {

bool AddArchs(const RecordList& records, std::set<uint32_t>& archs) {
    bool show_all = true;
    for (const format::CrashRecord& record : records) {
        for (const format::Event& event : record.event()) {
            if (event.arch() != 0) {
                archs.insert(event.arch());
            } else {
                show_all = false;
            }
        }
    }
    return show_all;
}

void ShareArch(DecodedInput& input, std::set<uint32_t> shown) {
    AddArchs(input.records, shown);
    if (shown.size() != 1) return;
    for (format::CrashRecord& record : input.records) {
        for (format::Event& event : *record.mutable_event()) event.set_arch(*shown.begin());
    }
}

bool InputParts::HandOn(DecodedInput& input) {
    if (input.records.size() < next_size_) return true;
    // Where one event shows no CPU, all are kept to the end. They are looked at in larger and larger steps.
    next_size_ = 2 * input.records.size();
    std::set<uint32_t> shown = shown_archs_;
    if (!AddArchs(input.records, shown)) return true;
    shown_archs_ = std::move(shown);
    next_size_ = kRecordsOfPart;
    has_handed_on_ = true;
    return take_(std::exchange(input, DecodedInput{.name = input.name, .kind = input.kind}));
}

}  // namespace faultbox
