#include "target/harvest/crash_builder.h"

#include <algorithm>

#include "target/harvest/event_parser.h"
#include "target/harvest/log_containment.h"
#include "target/record/record_writer.h"

namespace faultbox::harvest {
namespace {

// Calls a lambda for each event.
template <typename Function>
class Visitor : public EventVisitor {
  public:
    explicit Visitor(Function function) : function_(function) {}
    void Visit(const CrashEvent& event, uint16_t index) override { function_(event, index); }

  private:
    Function function_;
};

}  // namespace

CrashBuilder::CrashBuilder(Workspace& workspace, TextProvider& provider, EventParser& parser,
                           const SystemIdentity& system, CrashedSystem* crashed, uint16_t crash,
                           std::optional<uint64_t> reset)
    : workspace_(workspace),
      provider_(provider),
      parser_(parser),
      system_(system),
      crashed_(crashed),
      crash_(crash),
      reset_(reset) {
    OrderSources();
    NumberEvents();
}

bool CrashBuilder::IsWritten(size_t sighting) const {
    const record::Correlation& correlation = workspace_.correlation;
    return correlation.CrashOf(sighting) == crash_ && correlation.EventOf(sighting) == sighting &&
           correlation.sightings()[sighting].has_event();
}

// The root's source comes first, so that the root is the first event.
void CrashBuilder::OrderSources() {
    const record::Correlation& correlation = workspace_.correlation;
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (correlation.CrashOf(i) != crash_) continue;
        sources_ |= uint64_t{1} << correlation.sightings()[i].source;
        ends_system_ = ends_system_ || correlation.sightings()[i].may_end_system();
    }
    uint8_t root = correlation.sightings()[crash_].source;
    order_.Append(root);
    for (uint8_t source = 0; source < format::kMaxSources; ++source) {
        if (source != root && (sources_ >> source & 1) != 0) order_.Append(source);
    }
    for (uint8_t i = 0; i < order_.size(); ++i) {
        uint8_t source = order_[i];
        place_[source] = i;
        if (!IsOwned(source)) continue;
        if (!longest_ || workspace_.text_sizes[source] > workspace_.text_sizes[*longest_]) longest_ = source;
    }
}

void CrashBuilder::NumberEvents() {
    const record::Correlation& correlation = workspace_.correlation;
    uint16_t next = 0;
    for (uint8_t source : order_) {
        for (size_t i = 0; i < correlation.sightings().size(); ++i) {
            if (correlation.sightings()[i].source == source && IsWritten(i)) event_place_[i] = next++;
        }
    }
}

Result<std::string_view> CrashBuilder::Load(uint8_t source, std::span<char> buffer) {
    record::SourceFacts facts;
    return provider_.Load(workspace_.entries[source], buffer, facts);
}

Result<void> CrashBuilder::FindContained() {
    if (!longest_ || order_.size() == 1) return {};
    Result<std::string_view> longest = Load(*longest_, workspace_.longest_text);
    if (!longest) return std::unexpected(longest.error());
    for (uint8_t source : order_) {
        if (source == *longest_ || !IsOwned(source)) continue;
        Result<std::string_view> text = Load(source, workspace_.text);
        if (!text) return std::unexpected(text.error());
        if (ContainsLog(*longest, *text)) contained_ |= uint64_t{1} << source;
    }
    return {};
}

// The event of this record that `event` is related to: the root where its text does not say.
uint16_t CrashBuilder::RelatedTo(const CrashEvent& event, size_t index) const {
    const record::Correlation& correlation = workspace_.correlation;
    std::span<const record::Sighting> sightings = correlation.sightings();
    for (size_t i = 0; i < sightings.size(); ++i) {
        if (sightings[i].source != sightings[index].source || sightings[i].index != event.relation_to) continue;
        uint16_t target = correlation.EventOf(i);
        if (target != index && sightings[target].has_event()) return event_place_[target];
    }
    return event_place_[crash_];
}

void CrashBuilder::WriteEvent(const CrashEvent& event, size_t index, record::RecordWriter& writer) {
    const record::Correlation& correlation = workspace_.correlation;
    std::span<const record::Sighting> sightings = correlation.sightings();
    record::EventPlace place;
    place.source = place_[sightings[index].source];
    if (index != crash_) {
        place.relation = event.relation == Relation::kRoot ? Relation::kFollowed : event.relation;
        place.relation_to = RelatedTo(event, index);
    }
    BoundedVector<uint8_t, format::kMaxSources> also_in;
    for (size_t i = 0; i < sightings.size(); ++i) {
        if (i != index && correlation.EventOf(i) == index) also_in.Append(place_[sightings[i].source]);
    }
    place.also_in = also_in;
    writer.AddEvent(event, place);
    NoteModules(event);
    if (crashed_ != nullptr) crashed_->OnEvent(event);
}

Result<void> CrashBuilder::WriteSource(uint8_t source, bool keep_text, record::RecordWriter& writer) {
    Result<std::string_view> text = Load(source, workspace_.text);
    if (!text) return std::unexpected(text.error());
    std::span<const record::Sighting> sightings = workspace_.correlation.sightings();
    Visitor visitor([&](const CrashEvent& event, uint16_t index) {
        for (size_t i = 0; i < sightings.size(); ++i) {
            if (sightings[i].source != source || sightings[i].index != index || !IsWritten(i)) continue;
            WriteEvent(event, i, writer);
            if (IsOwned(source) || !keep_text) continue;
            writer.AddText(place_[source], event.first_line, Lines(*text, event.first_line, event.line_count));
        }
    });
    if (!provider_.VisitEvents(workspace_.entries[source], *text, visitor)) parser_.Parse(*text, visitor);
    if (keep_text && IsOwned(source) && (contained_ >> source & 1) == 0) writer.AddText(place_[source], 1, *text);
    return {};
}

void CrashBuilder::NoteModule(std::string_view name) {
    if (name.empty() || modules_.full()) return;
    auto same = [&](std::string_view noted) { return noted == name; };
    if (std::ranges::none_of(modules_, same)) modules_.Append(name);
}

void CrashBuilder::NoteModules(const CrashEvent& event) {
    NoteModule(event.pc.module);
    NoteModule(event.lr.module);
    for (const TraceEntry& entry : event.trace_entries) NoteModule(entry.where.module);
}

void CrashBuilder::WriteIdentity(record::RecordWriter& writer) {
    std::array<BuildId, decltype(modules_)::capacity()> build_ids;
    BoundedVector<record::ModuleIdentity, decltype(modules_)::capacity()> modules;
    for (size_t i = 0; i < modules_.size(); ++i) {
        build_ids[i] = system_.ModuleBuildId(modules_[i]);
        if (build_ids[i].size != 0) modules.Append({.name = modules_[i], .build_id = build_ids[i]});
    }
    writer.AddIdentity({.release = system_.release(),
                        .version = system_.version(),
                        .machine = system_.machine(),
                        .build_id = system_.kernel_build_id(),
                        .boot_id = system_.boot_id(),
                        .modules = modules});
}

// The root first, as among the events.
void CrashBuilder::WriteKeys(record::RecordWriter& writer) {
    const record::Correlation& correlation = workspace_.correlation;
    size_t left = format::kMaxKeys;
    auto write = [&](size_t i) {
        if (left == 0) return;
        --left;
        const record::Sighting& sighting = correlation.sightings()[i];
        std::optional<uint64_t> time_us = workspace_.facts[sighting.source].time_us;
        writer.AddKey({.fault = sighting.fault, .lines = sighting.lines, .time_us = time_us});
    };
    write(crash_);
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (i != crash_ && correlation.CrashOf(i) == crash_ && correlation.EventOf(i) == i) write(i);
    }
}

Result<Bytes> CrashBuilder::Build(const TextPolicy& texts) {
    if (Result<void> done = FindContained(); !done) return std::unexpected(done.error());
    record::RecordWriter writer(workspace_.record);
    if (crashed_ != nullptr) crashed_->Begin();
    for (uint8_t source : order_) {
        std::optional<uint32_t> container;
        if ((contained_ >> source & 1) != 0) container = place_[*longest_];
        writer.AddSource(workspace_.facts[source], container);
    }
    for (uint8_t source : order_) {
        if (Result<void> done = WriteSource(source, texts.keep, writer); !done) return std::unexpected(done.error());
    }
    if (texts.scrubbed != 0) writer.AddScrubbed(texts.scrubbed);
    if (crashed_ != nullptr && crashed_->Write(modules_, writer)) {
        writer.AddIdentity({.boot_id = system_.boot_id()});
    } else {
        WriteIdentity(writer);
    }
    WriteKeys(writer);

    const record::Correlation& correlation = workspace_.correlation;
    BoundedVector<uint64_t, format::kMaxSightings + 1> ids;
    ids.Append(correlation.sightings()[crash_].id);
    for (size_t i = 0; i < correlation.sightings().size(); ++i) {
        if (i != crash_ && correlation.CrashOf(i) == crash_) ids.Append(correlation.sightings()[i].id);
    }
    if (reset_ && ends_system_) ids.Append(*reset_);
    std::optional<uint64_t> signature;
    if (correlation.sightings()[crash_].has_event()) signature = correlation.sightings()[crash_].signature;
    return writer.Finish(signature, ids);
}

}  // namespace faultbox::harvest
