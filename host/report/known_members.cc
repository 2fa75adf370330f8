#include "host/report/known_members.h"

#include <utility>

#include "host/explain/explained_part.h"
#include "host/input/event_facts.h"
#include "host/report/json_event.h"
#include "host/report/json_explanation.h"

namespace faultbox {
namespace {

constexpr size_t kMostBytes = 64 << 20;

size_t BytesOf(const ExplainedMembers& members) {
    return members.title.size() + members.fault.size() + members.code.size() + members.findings.size() +
           members.signature.size();
}

}  // namespace

// What `write` writes between the brackets of an object.
template <typename Write>
std::string KnownMembers::Finished(Write write) {
    json_.Clear();
    json_.BeginObject();
    write(json_);
    json_.EndObject();
    return std::string(json_.text().substr(1, json_.text().size() - 2));
}

ExplainedMembers KnownMembers::Write(const EventReport& report) {
    const format::Event& event = *report.event;
    const EventSignature signature = SignatureOf(event);
    return {.title = Finished([&](JsonWriter& json) { WriteTitle(json, event, signature); }),
            .fault = Finished([&](JsonWriter& json) { WriteFaultStatus(json, report); }),
            .code = Finished([&](JsonWriter& json) { WriteCodeAndSymbols(json, report); }),
            .findings = Finished([&](JsonWriter& json) { WriteFindings(json, report.analysis->explanation); }),
            .signature = Finished([&](JsonWriter& json) { WriteSignature(json, signature); })};
}

const ExplainedMembers& KnownMembers::Of(const EventReport& report) {
    auto known = known_.find(report.analysis.get());
    if (known != known_.end()) return known->second.members;
    if (bytes_ > kMostBytes) {
        known_.clear();
        bytes_ = 0;
    }
    WriteExplainedPart(*report.event, ReadRegisters(*report.event), text_of_part_);
    part_.ParseFromString(text_of_part_);
    EventReport explained;
    explained.event = &part_;
    explained.analysis = report.analysis;
    ExplainedMembers members = Write(explained);
    bytes_ += sizeof(Known) + BytesOf(members);
    auto place = known_.emplace(report.analysis.get(), Known{report.analysis, std::move(members)}).first;
    return place->second.members;
}

}  // namespace faultbox
