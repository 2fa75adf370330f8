#include "host/input/record_builder.h"

#include <algorithm>
#include <utility>

#include "host/input/parse_events.h"
#include "target/format/limits.h"
#include "target/record/event_writer.h"
#include "target/record/line_sketch.h"
#include "target/record/message_writer.h"

namespace faultbox {
namespace {

constexpr uint32_t kSchema = 1;
// A dump has few events; only so many of each are compared line by line.
constexpr uint32_t kMaxSketched = 8;

void CopyFacts(const record::SourceFacts& facts, format::Source& source) {
    source.set_kind(static_cast<format::Source::Kind>(facts.kind));
    source.set_name(std::string(std::string_view(facts.name)));
    if (!facts.reason.empty()) source.set_reason(std::string(std::string_view(facts.reason)));
    if (facts.count) source.set_count(*facts.count);
    if (facts.part) source.set_part(*facts.part);
    if (facts.time_us) source.set_time_us(*facts.time_us);
    if (facts.ecc_corrected) source.set_ecc_corrected(*facts.ecc_corrected);
    if (facts.ecc_uncorrectable) source.set_ecc_uncorrectable(*facts.ecc_uncorrectable);
    if (facts.truncated) source.set_truncated(true);
    if (facts.salvaged) source.set_salvaged(true);
    for (const char* note : facts.notes) source.add_note(note);
}

std::string_view BehindLines(std::string_view text, uint32_t count) {
    for (; count != 0 && !text.empty(); --count) {
        size_t end = text.find('\n');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return text;
}

// The lines of the event, as they stand in the text.
std::string_view LinesOf(const CrashEvent& event, std::string_view text) {
    if (event.first_line == 0) return {};
    std::string_view from = BehindLines(text, event.first_line - 1);
    return from.substr(0, from.size() - BehindLines(from, event.line_count).size());
}

// Renumbers the sources of `record`'s events by those that are used, and adds these.
void AddUsedSources(const std::vector<record::SourceFacts>& sources, format::CrashRecord& record) {
    std::vector<std::optional<uint32_t>> places(sources.size());
    auto place_of = [&](uint32_t source) {
        if (!places[source]) {
            places[source] = static_cast<uint32_t>(record.source_size());
            CopyFacts(sources[source], *record.add_source());
        }
        return *places[source];
    };
    for (format::Event& event : *record.mutable_event()) {
        event.set_source(place_of(event.source()));
        for (uint32_t& source : *event.mutable_also_in()) source = place_of(source);
    }
}

}  // namespace

RecordBuilder::RecordBuilder()
    : correlation_(std::make_unique<record::Correlation>()), buffer_(format::kMaxRecordBytes) {}

size_t RecordBuilder::AddText(const record::SourceFacts& facts, std::string_view text) {
    bool is_dump = !facts.reason.empty();
    dump_ = is_dump ? text : std::string_view();
    size_t events = AddEvents(facts, text, [&](const auto& visit) { ParseEvents(text, visit); });
    dump_ = {};
    return events;
}

size_t RecordBuilder::AddEvents(const record::SourceFacts& facts, std::string_view content,
                                const std::function<void(const std::function<void(const CrashEvent&)>&)>& produce) {
    BeginSource(facts, content);
    produce([&](const CrashEvent& event) { AddEvent(event); });
    return next_index_;
}

RecordList RecordBuilder::Take() {
    FinishGroup();
    sources_.clear();
    return std::exchange(records_, {});
}

void RecordBuilder::BeginSource(const record::SourceFacts& facts, std::string_view text) {
    if (sources_.size() == format::kMaxSources) {
        FinishGroup();
        sources_.clear();
    }
    sources_.push_back(facts);
    sources_.back().content_id = record::ContentId(facts.time_us, text);
    next_index_ = group_begin_ = 0;
}

void RecordBuilder::AddEvent(const CrashEvent& event) {
    if (sighted_.size() == format::kMaxSightings) {
        record::SourceFacts current = sources_.back();
        FinishGroup();
        sources_.assign(1, current);
        group_begin_ = next_index_;
    }
    uint32_t index = next_index_++;
    record::MessageWriter writer(buffer_);
    record::WriteEvent(event, {}, {}, writer);
    Sighted sighted;
    if (writer.overflowed() || !sighted.event.ParseFromArray(buffer_.data(), static_cast<int>(writer.size()))) {
        ++lost_events_;
        return;
    }
    sighted.relation = event.relation;
    if (event.relation_to && *event.relation_to >= group_begin_)
        sighted.relation_to = *event.relation_to - group_begin_;
    auto source = static_cast<uint8_t>(sources_.size() - 1);
    sighted.event.set_source(source);
    record::Sighting sighting =
        record::MakeSighting(event, source, static_cast<uint16_t>(index - group_begin_), sources_.back().content_id);
    sighting.relation_to = sighted.relation_to;
    if (!dump_.empty() && index < kMaxSketched) {
        const record::SourceFacts& facts = sources_.back();
        sighting.lines = record::MakeSketch(LinesOf(event, dump_), facts.time_us.value_or(facts.content_id));
    }
    correlation_->Add(sighting);
    sighted_.push_back(std::move(sighted));
}

void RecordBuilder::FinishGroup() {
    correlation_->Group(sources_);
    std::vector<bool> done(sighted_.size());
    for (uint16_t i = 0; i < sighted_.size(); ++i) {
        uint16_t crash = correlation_->CrashOf(i);
        if (!done[crash]) MakeRecord(crash, records_.Add());
        done[crash] = true;
    }
    sighted_.clear();
    correlation_ = std::make_unique<record::Correlation>();
}

std::vector<uint16_t> RecordBuilder::EventsOf(uint16_t crash) const {
    std::vector<uint16_t> events = {crash};
    for (uint16_t i = 0; i < sighted_.size(); ++i) {
        if (i != crash && correlation_->CrashOf(i) == crash && correlation_->EventOf(i) == i) events.push_back(i);
    }
    return events;
}

void RecordBuilder::MakeRecord(uint16_t crash, format::CrashRecord& record) const {
    record.set_schema(kSchema);
    record.set_signature(correlation_->sightings()[crash].signature);
    std::vector<uint16_t> events = EventsOf(crash);
    for (uint16_t sighting : events) {
        format::Event& event = *record.add_event();
        event = sighted_[sighting].event;
        Relate(events, sighting, event);
        for (uint16_t i = 0; i < sighted_.size(); ++i) {
            if (i == sighting || correlation_->EventOf(i) != sighting) continue;
            uint32_t source = sighted_[i].event.source();
            if (source != event.source()) event.add_also_in(source);
        }
    }
    AddUsedSources(sources_, record);
}

// An event that is not the root followed what its text says, or else the root.
void RecordBuilder::Relate(const std::vector<uint16_t>& events, uint16_t sighting, format::Event& event) const {
    event.set_relation(static_cast<uint32_t>(Relation::kRoot));
    if (sighting == events.front()) return;
    const Sighted& sighted = sighted_[sighting];
    Relation relation = sighted.relation == Relation::kRoot ? Relation::kFollowed : sighted.relation;
    event.set_relation(static_cast<uint32_t>(relation));
    event.set_relation_to(0);
    std::span<const record::Sighting> sightings = correlation_->sightings();
    for (uint16_t i = 0; i < sightings.size(); ++i) {
        if (sightings[i].source != sightings[sighting].source || sightings[i].index != sighted.relation_to) continue;
        auto found = std::ranges::find(events, correlation_->EventOf(i));
        if (found != events.end() && *found != sighting) {
            event.set_relation_to(static_cast<uint32_t>(found - events.begin()));
        }
    }
}

}  // namespace faultbox
