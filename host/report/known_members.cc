#include "host/report/known_members.h"

#include <utility>

#include "host/explain/explained_part.h"
#include "host/input/event_facts.h"
#include "host/report/fault_text.h"
#include "host/report/json_event.h"

namespace faultbox {
namespace {

constexpr size_t kMostBytes = 64 << 20;

// What `write` writes between the brackets of an object.
template <typename Write>
std::string Finished(Write write) {
    JsonWriter json(JsonWriter::Style::kCompact);
    json.BeginObject();
    write(json);
    json.EndObject();
    return std::string(json.text().substr(1, json.text().size() - 2));
}

ExplainedMembers Write(const EventReport& report) {
    return {.title = Finished([&](JsonWriter& json) { WriteTitle(json, *report.event); }),
            .fault = Finished([&](JsonWriter& json) { WriteFaultStatus(json, report); }),
            .code = Finished([&](JsonWriter& json) { WriteCodeAndExplanation(json, report); }),
            .signature = Finished([&](JsonWriter& json) { WriteSignature(json, SignatureOf(*report.event)); })};
}

size_t BytesOf(const ExplainedMembers& members) {
    return members.title.size() + members.fault.size() + members.code.size() + members.signature.size();
}

}  // namespace

const ExplainedMembers& KnownMembers::Of(const EventReport& report) {
    auto known = known_.find(report.analysis.get());
    if (known != known_.end()) return known->second.members;
    if (bytes_ > kMostBytes) {
        known_.clear();
        bytes_ = 0;
    }
    format::Event part;
    TakeExplainedPart(*report.event, ReadRegisters(*report.event), part);
    EventReport explained;
    explained.event = &part;
    explained.fault = DecodeFault(part);
    explained.analysis = report.analysis;
    ExplainedMembers members = Write(explained);
    bytes_ += BytesOf(members);
    auto place = known_.emplace(report.analysis.get(), Known{report.analysis, std::move(members)}).first;
    return place->second.members;
}

}  // namespace faultbox
