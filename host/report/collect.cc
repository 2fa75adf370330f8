#include "host/input/event_facts.h"
#include "host/report/report.h"

namespace faultbox {
namespace {

// `first` is the index, in the whole report, of the record's first event.
EventReport Collect(const format::CrashRecord& record, const format::Event& event, size_t first) {
    EventReport report;
    report.record = &record;
    report.event = &event;
    bool related = RelationOf(event) != Relation::kRoot && event.has_relation_to();
    if (related && event.relation_to() < static_cast<uint32_t>(record.event_size())) {
        report.related_to = first + event.relation_to();
    }
    return report;
}

}  // namespace

std::vector<EventReport> CollectEvents(const format::CrashRecord& record, size_t first) {
    std::vector<EventReport> events;
    for (const format::Event& event : record.event()) events.push_back(Collect(record, event, first));
    return events;
}

Report CollectEvents(const std::vector<DecodedInput>& inputs) {
    Report report;
    size_t first = 0;
    for (const DecodedInput& input : inputs) {
        InputReport& collected = report.inputs.emplace_back();
        collected.input = &input;
        for (const format::CrashRecord& record : input.records) {
            collected.events.append_range(CollectEvents(record, first));
            first += static_cast<size_t>(record.event_size());
        }
    }
    return report;
}

}  // namespace faultbox
