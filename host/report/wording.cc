#include "host/report/wording.h"

#include <algorithm>
#include <format>
#include <span>
#include <string_view>
#include <vector>

#include "host/input/event_facts.h"
#include "host/input/source_notes.h"

namespace faultbox {

std::string DescribeDamage(const format::Damage& damage) {
    const std::string& text = damage.text();
    switch (static_cast<DamageKind>(damage.kind())) {
        case DamageKind::kDiscrepancy:
            return std::format("\"{}\" here, but \"{}\" elsewhere", text, damage.other());
        case DamageKind::kTornLine:
            return std::format("torn line: \"{}\"", text);
        case DamageKind::kMissingDigits:
            return std::format("\"{}\" has fewer digits than belong there", text);
        case DamageKind::kExtraDigits:
            return std::format("\"{}\" has more digits than belong there", text);
        case DamageKind::kWrappedLine:
            return std::format("line broken in two, read as one: \"{}\"", text);
        case DamageKind::kEatenAddress:
            return std::format("address lost, taken for markup: \"{}\"", text);
        case DamageKind::kBeginsInside:
            return "the text begins inside this event";
        case DamageKind::kEndsInside:
            return "the text ends inside this event";
        case DamageKind::kUnreadable:
            break;
    }
    return std::format("not understood: \"{}\"", text);
}

std::string DescribeLocation(const format::Location& where, std::optional<uint64_t> address) {
    if (where.symbol().empty()) return address ? std::format("0x{:x}", *address) : "";
    std::string text = where.symbol();
    if (where.has_offset()) text += std::format("+0x{:x}", where.offset());
    if (where.has_offset() && where.has_size()) text += std::format("/0x{:x}", where.size());
    if (!where.module().empty()) text += std::format(" [{}]", where.module());
    return text;
}

std::string CodeWords(const format::Event& event) {
    std::string bytes = event.code();
    const size_t unit = std::clamp<size_t>(event.code_unit(), 1, 8);
    for (size_t word = 0; word < bytes.size(); word += unit) {
        std::ranges::reverse(std::span(bytes).subspan(word, std::min(unit, bytes.size() - word)));
    }
    return HexOf(bytes);
}

namespace {

void AddWatchNotes(const format::Watch& watch, std::vector<std::string>& notes) {
    if (watch.missed() != 0) {
        notes.push_back(
            std::format("{} kernel messages from number {} on were overwritten before the recorder read them",
                        watch.missed(), watch.first_missed()));
    }
    if (watch.repeats() != 0) {
        notes.push_back(
            std::format("{} events with this signature were not recorded before this one", watch.repeats()));
    }
    if (watch.suppressed() > watch.repeats()) {
        notes.push_back(std::format("{} events with other signatures were not recorded before this one",
                                    watch.suppressed() - watch.repeats()));
    }
}

// "texts were scrubbed when they were recorded: VIN, IPv4"
void AddScrubNote(uint32_t classes, std::vector<std::string>& notes) {
    std::string names;
    for (const char* name : {"e-mail", "MAC", "VIN", "IPv4", "IPv6"}) {
        if ((classes & 1) != 0) names += (names.empty() ? "" : ", ") + std::string(name);
        classes >>= 1;
    }
    if (!names.empty()) notes.push_back("texts were scrubbed when they were recorded: " + names);
}

}  // namespace

std::string DescribeRepeats(const format::Repeats& repeats) {
    std::string text = std::format("this crash was found {} times", repeats.count());
    if (repeats.has_boots()) text += std::format(", in {} boot{}", repeats.boots(), repeats.boots() == 1 ? "" : "s");
    if (!repeats.has_last_time_us()) return text;
    uint64_t time_us = repeats.last_time_us();
    return text + std::format("; the clock of the last stood at {}.{:06} s", time_us / 1'000'000, time_us % 1'000'000);
}

std::vector<std::string> NotesOf(const format::CrashRecord& record, const format::Event& event) {
    std::vector<std::string> notes;
    if (event.dropped() != 0) {
        notes.push_back(std::format("{} elements of this event's lists did not fit the record", event.dropped()));
    }
    if (record.has_repeats() && &event == &record.event(0)) notes.push_back(DescribeRepeats(record.repeats()));
    AddWatchNotes(record.watch(), notes);
    AddScrubNote(record.scrubbed(), notes);
    if (event.source() >= static_cast<uint32_t>(record.source_size())) return notes;
    notes.append_range(SourceNotes(record.source(static_cast<int>(event.source()))));
    return notes;
}

}  // namespace faultbox
