#include "target/harvest/harvester.h"

#include <algorithm>

#include "arch/common/byte_reader.h"
#include "target/harvest/crash_builder.h"
#include "target/harvest/event_parser.h"
#include "target/harvest/log_containment.h"
#include "target/record/line_sketch.h"

namespace faultbox::harvest {
namespace {

// "Shutdown#1 Part1": always_kmsg_dump writes a record of an orderly end as well.
constexpr std::string_view kOrderlyReasons[] = {"Shutdown", "Restart", "Halt", "Poweroff"};

bool IsOrderly(std::string_view reason) {
    return std::ranges::find(kOrderlyReasons, reason) != std::ranges::end(kOrderlyReasons);
}

// What stands for the boot of a text that has no time stamps.
uint64_t SeedOf(const record::SourceFacts& facts) {
    return facts.time_us.value_or(facts.content_id);
}

class SightingCollector : public EventVisitor {
  public:
    SightingCollector(record::Correlation& correlation, uint8_t source, std::string_view text,
                      const record::SourceFacts& facts)
        : correlation_(correlation), source_(source), text_(text), facts_(facts) {}

    void Visit(const CrashEvent& event, uint16_t index) override {
        ++count_;
        record::Sighting sighting = record::MakeSighting(event, source_, index, facts_.content_id);
        if (is_log_) {
            sighting.lines = record::MakeSketch(Lines(text_, event.first_line, event.line_count), SeedOf(facts_));
        } else {
            sighting.lines = record::MakeSketch("no log", facts_.identity.value_or(facts_.content_id));
        }
        if (!correlation_.Add(sighting)) ++dropped_;
    }
    /// The events that come now are those of a log, whose lines tell them from others.
    void ReadLog() { is_log_ = true; }
    uint32_t count() const { return count_; }
    uint32_t dropped() const { return dropped_; }

  private:
    record::Correlation& correlation_;
    uint8_t source_;
    std::string_view text_;
    const record::SourceFacts& facts_;
    bool is_log_ = false;
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
    SightingCollector collector(workspace_.correlation, source, text, facts);
    if (!provider.VisitEvents(workspace_.entries[source], text, collector)) {
        collector.ReadLog();
        parser_.Parse(text, collector);
    }
    states_[source] = State::kPending;
    if (collector.dropped() != 0) {
        Problem(facts.name, {ErrorCode::kLimit, "more events than one harvest takes", collector.dropped()});
        states_[source] = State::kFailed;
    }
    if (collector.count() == 0) ReadNoEvent(source, text);
    if (facts.identity) workspace_.correlation.Identify(source, *facts.identity);
}

void Harvester::ReadNoEvent(uint8_t source, std::string_view text) {
    const record::SourceFacts& facts = workspace_.facts[source];
    // A dump that no rule could read is a crash all the same; the console of a boot that went well is not.
    bool is_dump = !facts.reason.empty() && !IsOrderly(facts.reason);
    if (!is_dump) {
        states_[source] = State::kNoCrash;
        return;
    }
    record::Sighting sighting = record::MakeTextSighting(source, facts.content_id);
    sighting.lines = record::MakeSketch(text, SeedOf(facts));
    if (!workspace_.correlation.Add(sighting)) states_[source] = State::kFailed;
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

// A record that is damaged stands in nobody's way any more; what the system cannot read, or a newer recorder wrote, may
// be readable another time.
void Harvester::CompareRecord(journal::RecordId id) {
    Result<journal::StoredRecord> stored = store_.Load(id);
    // What cannot be read counts as not there; a flash that stumbles once shall not have a crash stored twice.
    if (!stored && stored.error().code == ErrorCode::kIo) stored = store_.Load(id);
    Result<void> compared;
    if (stored) compared = recognition_.Compare(id, *stored);
    if (stored && compared) return;
    Error error = stored ? compared.error() : stored.error();
    Problem(journal::NameOf(id), error);
    if (error.code == ErrorCode::kIo || error.code == ErrorCode::kUnsupported) return;
    if (Result<void> aside = store_.SetAside(id); !aside) Problem(journal::NameOf(id), aside.error());
}

// What the store has already: a harvest that lost power between storing and removing comes here again.
bool Harvester::CompareStore() {
    static std::array<journal::RecordId, format::kMaxRecords> ids;
    Result<size_t> count = store_.List(ids);
    if (!count) {
        Problem("store", count.error());
        return false;
    }
    for (journal::RecordId id : std::span(ids).first(*count)) CompareRecord(id);
    return true;
}

// Leaves the entries that show the crash where they are.
void Harvester::FailSources(uint16_t crash) {
    const record::Correlation& correlation = workspace_.correlation;
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.CrashOf(i) == crash) states_[correlation.sightings()[i].source] = State::kFailed;
    }
    // A reset is made of the file that is the console's source, too.
    std::string_view name = workspace_.facts[correlation.sightings()[crash].source].name;
    for (uint8_t i = 0; i < source_count_; ++i) {
        if (workspace_.facts[i].name == name) states_[i] = State::kFailed;
    }
}

Result<journal::RecordId> Harvester::Append(Bytes record) {
    journal::FolderLock lock(store_.directory());
    if (Result<void> room = pruner_.MakeRoom(options_.quota, record.size(), 1, *this); !room) {
        return std::unexpected(room.error());
    }
    return store_.Append(record);
}

bool Harvester::IsWanted(uint16_t crash) const {
    if (options_.filter == nullptr) return true;
    const record::Correlation& correlation = workspace_.correlation;
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        bool is_in_crash = correlation.CrashOf(i) == crash;
        if (is_in_crash && options_.filter->Wants(correlation.sightings()[i].signature)) return true;
    }
    return false;
}

uint32_t Harvester::TakeUnread(uint16_t crash) {
    uint64_t signature = workspace_.correlation.sightings()[crash].signature;
    return options_.filter != nullptr ? options_.filter->TakeUnread(signature) : 0;
}

void Harvester::StoreCrash(TextProvider& provider, uint16_t crash) {
    TakeUnread(crash);
    CrashBuilder builder(workspace_, provider, parser_, system_, crashed_, crash, options_.reset);
    Result<Bytes> record = builder.Build(options_.text);
    Result<journal::RecordId> id = std::unexpected(Error{});
    if (record) id = Append(*record);
    if (!record || !id) {
        uint8_t source = workspace_.correlation.sightings()[crash].source;
        Problem(workspace_.facts[source].name, record ? id.error() : record.error());
        FailSources(crash);
        return;
    }
    ++result_.stored;
    reporter_.Stored(journal::NameOf(*id), record->size());
    CompareRecord(*id);  // for the repeats that come next
}

// All repeats of one record that one text shows are one frame: the text is removed as a whole, and found again as a
// whole.
void Harvester::CountRepeats(uint16_t crash) {
    const record::Correlation& correlation = workspace_.correlation;
    const RepeatedRecord& repeated = *recognition_.Repeats(crash);
    uint8_t source = correlation.sightings()[crash].source;
    journal::Repeat repeat{.count = TakeUnread(crash), .time_us = workspace_.facts[source].time_us.value_or(0)};
    repeat.record_boot = repeated.boot;
    repeat.boot = BootOf(system_);
    for (uint16_t i = crash; i < correlation.sightings().size(); ++i) {
        const std::optional<RepeatedRecord>& other = recognition_.Repeats(i);
        bool together = other && other->id == repeated.id && correlation.sightings()[i].source == source;
        if (!together || !correlation.IsRoot(i) || recognition_.IsStored(i) || !IsWanted(i)) continue;
        record::Merge(correlation.sightings()[i].lines, repeat.lines);
        ++repeat.count;
        done_[i] = true;
    }
    Result<bool> added = Fail(ErrorCode::kLimit, "more repeats than one harvest counts", repeat_frames_);
    if (repeat_frames_ < format::kMaxRepeatsOfHarvest) added = store_.AddRepeat(repeated.id, repeat);
    if (!added) {
        Problem(workspace_.facts[source].name, added.error());
        for (uint16_t i = crash; i < correlation.sightings().size(); ++i) {
            if (done_[i] && correlation.sightings()[i].source == source) FailSources(i);
        }
        return;
    }
    ++repeat_frames_;
    (*added ? result_.repeated : result_.already_stored) += repeat.count;
    if (*added) reporter_.Repeated(journal::NameOf(repeated.id), repeat.count);
}

void Harvester::TakeCrash(TextProvider& provider, uint16_t crash) {
    if (done_[crash] || !IsWanted(crash)) return;
    if (recognition_.IsStored(crash)) {
        ++result_.already_stored;
    } else if (recognition_.Repeats(crash)) {
        CountRepeats(crash);
    } else if (recognition_.IsCounted(crash)) {
        ++result_.already_stored;
    } else {
        StoreCrash(provider, crash);
    }
}

void Harvester::RemoveEntry(TextProvider& provider, uint8_t source) {
    bool is_done = states_[source] == State::kPending;
    // A dump of an orderly shutdown would only fill pstore; a console without a crash stays for who wants it.
    bool is_orderly = states_[source] == State::kNoCrash && IsOrderly(workspace_.facts[source].reason);
    if (!is_done && !is_orderly) return;
    Result<void> removed = provider.Remove(workspace_.entries[source]);
    if (!removed) Problem(workspace_.facts[source].name, removed.error());
}

// The texts of roots last: a harvest that lost power in between recognizes a repeat by its root.
void Harvester::RemoveEntries(TextProvider& provider) {
    const record::Correlation& correlation = workspace_.correlation;
    uint64_t of_roots = 0;
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.IsRoot(i)) of_roots |= uint64_t{1} << correlation.sightings()[i].source;
    }
    for (uint64_t last : {0, 1}) {
        for (uint8_t source = 0; source < source_count_; ++source) {
            if ((of_roots >> source & 1) == last) RemoveEntry(provider, source);
        }
    }
}

HarvestResult Harvester::Run(TextProvider& provider, const HarvestOptions& options) {
    options_ = options;
    ReadSources(provider);
    record::Correlation& correlation = workspace_.correlation;
    correlation.Group(workspace_.facts);
    if (!correlation.sightings().empty() && !CompareStore()) return result_;
    for (uint16_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.IsRoot(i)) TakeCrash(provider, i);
    }
    if (!options.keep) RemoveEntries(provider);
    return result_;
}

}  // namespace faultbox::harvest
