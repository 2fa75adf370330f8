#include "host/report/json_source.h"

namespace faultbox {
namespace {

std::optional<uint64_t> NonZero(uint64_t value) {
    return value == 0 ? std::nullopt : std::optional(value);
}

const char* NameOf(SourcePlace place) {
    switch (place) {
        case SourcePlace::kFault:
            return "fault";
        case SourcePlace::kCaller:
            return "caller";
        case SourcePlace::kOrigin:
            return "origin";
    }
    return "";
}

void WriteSource(JsonWriter& json, const SourceExcerpt& source) {
    json.BeginObject();
    json.StringMember("place", NameOf(source.place));
    json.TextMember("function", source.function);
    json.StringMember("path", source.path);
    json.NumberMember("first_line", NonZero(source.first_line));
    json.Key("lines");
    json.BeginArray();
    for (const std::string& line : source.lines) json.String(line);
    json.EndArray();
    json.NumberMember("line", NonZero(source.marked_line));
    json.NumberMember("expression_line", NonZero(source.expression_line));
    json.NumberMember("column", NonZero(source.marked_column));
    json.NumberMember("columns", NonZero(source.marked_size));
    json.TextMember("problem", source.problem);
    json.EndObject();
}

}  // namespace

void WriteSources(JsonWriter& json, const std::vector<SourceExcerpt>& sources) {
    json.Key("sources");
    json.BeginArray();
    for (const SourceExcerpt& source : sources) WriteSource(json, source);
    json.EndArray();
}

}  // namespace faultbox
