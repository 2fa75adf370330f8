#include "target/harvest/harvester.h"

#include <algorithm>

#include "target/harvest/crash_builder.h"
#include "target/harvest/event_parser.h"
#include "target/record/field_reader.h"

namespace faultbox::harvest {
namespace {

// "Shutdown#1 Part1": always_kmsg_dump writes a record of an orderly end as well.
constexpr std::string_view kOrderlyReasons[] = {"Shutdown", "Restart", "Halt", "Poweroff"};

bool IsOrderly(std::string_view reason) {
    return std::ranges::find(kOrderlyReasons, reason) != std::ranges::end(kOrderlyReasons);
}

class SightingCollector : public EventVisitor {
  public:
    SightingCollector(record::Correlation& correlation, uint8_t source, uint64_t content_id)
        : correlation_(correlation), source_(source), content_id_(content_id) {}

    void Visit(const CrashEvent& event, uint16_t index) override {
        ++count_;
        if (!correlation_.Add(record::MakeSighting(event, source_, index, content_id_))) ++dropped_;
    }
    uint32_t count() const { return count_; }
    uint32_t dropped() const { return dropped_; }

  private:
    record::Correlation& correlation_;
    uint8_t source_;
    uint64_t content_id_;
    uint32_t count_ = 0;
    uint32_t dropped_ = 0;
};

}  // namespace

void Harvester::Problem(std::string_view where, const Error& error) {
    ++result_.problems;
    reporter_.Problem(where, error);
}

void Harvester::ReadEvents(TextProvider& provider, uint8_t source, std::string_view text) {
    record::SourceFacts& facts = workspace_.facts[source];
    facts.content_id = record::ContentId(facts.time_us, text);
    SightingCollector collector(workspace_.correlation, source, facts.content_id);
    if (!provider.VisitEvents(workspace_.entries[source], text, collector)) parser_.Parse(text, collector);
    states_[source] = State::kPending;
    if (collector.dropped() != 0) {
        Problem(facts.name, {ErrorCode::kLimit, "more events than one harvest takes", collector.dropped()});
        states_[source] = State::kFailed;
    }
    if (collector.count() == 0) ReadNoEvent(source);
    if (facts.identity) workspace_.correlation.Identify(source, *facts.identity);
}

void Harvester::ReadNoEvent(uint8_t source) {
    const record::SourceFacts& facts = workspace_.facts[source];
    // A dump that no rule could read is a crash all the same; the console of a boot that went well is not.
    bool is_dump = !facts.reason.empty() && !IsOrderly(facts.reason);
    if (!is_dump) {
        states_[source] = State::kNoCrash;
    } else if (!workspace_.correlation.Add(record::MakeTextSighting(source, facts.content_id))) {
        states_[source] = State::kFailed;
    }
}

void Harvester::ReadSources(TextProvider& provider) {
    for (uint32_t entry = 0; entry < provider.entry_count(); ++entry) {
        if (source_count_ == format::kMaxSources) {
            Problem(provider.EntryName(entry), {ErrorCode::kLimit, "more entries than one harvest takes", entry});
            return;
        }
        uint8_t source = source_count_;
        record::SourceFacts& facts = workspace_.facts[source];
        facts = {};
        Result<std::string_view> text = provider.Load(entry, workspace_.text, facts);
        if (!text) {
            Problem(provider.EntryName(entry), text.error());
            continue;
        }
        if (text->empty()) continue;
        ++source_count_;
        workspace_.entries[source] = entry;
        workspace_.text_sizes[source] = static_cast<uint32_t>(text->size());
        ReadEvents(provider, source, *text);
    }
}

// Which sightings the store holds already: a harvest that lost power between storing and removing comes here again.
bool Harvester::MarkHeld() {
    static std::array<journal::RecordId, format::kMaxRecords> ids;
    Result<size_t> count = store_.List(ids);
    if (!count) {
        Problem("store", count.error());
        return false;
    }
    std::array<uint64_t, format::kMaxSightings> sightings;
    size_t size = workspace_.correlation.sightings().size();
    for (size_t i = 0; i < size; ++i) sightings[i] = workspace_.correlation.sightings()[i].id;
    for (journal::RecordId id : std::span(ids).first(*count)) {
        Result<Bytes> payload = store_.Read(id);
        Result<void> marked;
        if (payload) marked = record::MarkSightings(*payload, std::span(sightings).first(size), held_);
        if (!payload || !marked) Problem(journal::NameOf(id), payload ? marked.error() : payload.error());
    }
    return true;
}

void Harvester::StoreCrash(TextProvider& provider, uint16_t crash) {
    const record::Correlation& correlation = workspace_.correlation;
    bool is_held = true;
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.CrashOf(i) == crash) is_held = is_held && held_[i];
    }
    if (is_held) {
        ++result_.already_stored;
        return;
    }
    CrashBuilder builder(workspace_, provider, parser_, system_, crash, options_.reset);
    Result<Bytes> record = builder.Build();
    Result<journal::RecordId> id = std::unexpected(Error{});
    if (record) id = store_.Append(*record);
    if (record && id) {
        ++result_.stored;
        reporter_.Stored(journal::NameOf(*id), record->size());
        return;
    }
    std::string_view name = workspace_.facts[correlation.sightings()[crash].source].name;
    Problem(name, record ? id.error() : record.error());
    for (uint8_t i = 0; i < source_count_; ++i) {
        // A reset is made of the file that is the console's source, too.
        if ((builder.sources() >> i & 1) != 0 || workspace_.facts[i].name == name) states_[i] = State::kFailed;
    }
}

void Harvester::RemoveEntries(TextProvider& provider) {
    for (uint8_t source = 0; source < source_count_; ++source) {
        bool is_done = states_[source] == State::kPending;
        // A dump of an orderly shutdown would only fill pstore; a console without a crash stays for who wants it.
        bool is_orderly = states_[source] == State::kNoCrash && IsOrderly(workspace_.facts[source].reason);
        if (!is_done && !is_orderly) continue;
        Result<void> removed = provider.Remove(workspace_.entries[source]);
        if (!removed) Problem(workspace_.facts[source].name, removed.error());
    }
}

HarvestResult Harvester::Run(TextProvider& provider, const HarvestOptions& options) {
    options_ = options;
    ReadSources(provider);
    record::Correlation& correlation = workspace_.correlation;
    correlation.Group(workspace_.facts);
    if (!correlation.sightings().empty() && !MarkHeld()) return result_;
    for (uint16_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.IsRoot(i)) StoreCrash(provider, i);
    }
    if (!options.keep) RemoveEntries(provider);
    return result_;
}

}  // namespace faultbox::harvest
