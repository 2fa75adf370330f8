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

}  // namespace

std::string WriteJson(const Report& report) {
    JsonWriter json;
    json.BeginObject();
    json.NumberMember("faultbox", kJsonVersion);
    json.Key("inputs");
    json.BeginArray();
    for (const InputReport& input : report.inputs) WriteInput(json, *input.input, true);
    json.EndArray();
    json.Key("events");
    json.BeginArray();
    for (size_t i = 0; i < report.inputs.size(); ++i) {
        for (const EventReport& event : report.inputs[i].events) WriteEventJson(json, event, i);
    }
    json.EndArray();
    json.EndObject();
    return json.Take();
}

std::string WriteJsonLine(const DecodedInput& input, bool is_first, const std::vector<EventReport>& events) {
    JsonWriter json(JsonWriter::Style::kCompact);
    json.BeginObject();
    json.NumberMember("faultbox", kJsonVersion);
    json.Key("inputs");
    json.BeginArray();
    WriteInput(json, input, is_first);
    json.EndArray();
    json.Key("events");
    json.BeginArray();
    for (const EventReport& event : events) WriteEventJson(json, event, 0);
    json.EndArray();
    json.EndObject();
    return json.Take();
}

}  // namespace faultbox
