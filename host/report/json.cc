#include "host/report/json.h"

#include "host/report/json_event.h"
#include "host/report/json_writer.h"
#include "host/report/names.h"

namespace faultbox {
namespace {

constexpr uint64_t kJsonVersion = 1;

void WriteInput(JsonWriter& json, const DecodedInput& input, bool has_notes) {
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("name", input.name);
    json.StringMember("kind", NameOf(input.kind));
    json.Key("notes");
    json.BeginArray();
    for (const std::string& note : input.notes) {
        if (has_notes) json.String(note);
    }
    json.EndArray();
    json.EndObject();
}

void WriteDocument(JsonWriter& json, const Report& report, bool has_notes, KnownMembers* known) {
    json.BeginObject();
    json.NumberMember("faultbox", kJsonVersion);
    json.Key("inputs");
    json.BeginArray();
    for (const InputReport& input : report.inputs) WriteInput(json, *input.input, has_notes);
    json.EndArray();
    json.Key("events");
    json.BeginArray();
    for (size_t i = 0; i < report.inputs.size(); ++i) {
        for (const EventReport& event : report.inputs[i].events) WriteEventJson(json, event, i, known);
    }
    json.EndArray();
    json.EndObject();
}

}  // namespace

std::string WriteJson(const Report& report) {
    JsonWriter json;
    WriteDocument(json, report, true, nullptr);
    return json.Take();
}

void JsonLines::Add(const Report& report, bool has_notes) {
    WriteDocument(json_, report, has_notes, &known_);
    json_.EndDocument();
}

}  // namespace faultbox
