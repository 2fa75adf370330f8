#include "host/report/json_explanation.h"

#include <algorithm>

#include "host/report/json_trace.h"
#include "host/report/names.h"

namespace faultbox {
namespace {

std::optional<uint64_t> NonZero(uint64_t value) {
    return value == 0 ? std::nullopt : std::optional(value);
}

void WriteInnermost(JsonWriter& json, const std::optional<MemberAt>& member) {
    json.Key("innermost");
    if (!member) return json.Null();
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("type", member->type);
    json.StringMember("path", member->path);
    json.NumberMember("offset", member->offset);
    json.EndObject();
}

Confidence ConfidenceOf(const PointerOrigin& origin, const Finding& finding) {
    return origin.is_likely ? std::min(finding.confidence, Confidence::kLikely) : finding.confidence;
}

void WritePointer(JsonWriter& json, const Finding& finding) {
    const BadPointer& pointer = *finding.pointer;
    json.BeginObject();
    json.TextMember("register", pointer.reg);
    json.HexMember("value", pointer.value);
    json.TextMember("class", pointer.value_class);
    json.TextMember("expression", pointer.expression);
    json.TextMember("type", pointer.type);
    json.Key("origin");
    if (pointer.origin) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("function", pointer.origin->function);
        json.TextMember("file", pointer.origin->file);
        json.NumberMember("line", NonZero(pointer.origin->line));
        json.TextMember("expression", pointer.origin->expression);
        json.StringMember("confidence", NameOf(ConfidenceOf(*pointer.origin, finding)));
        json.EndObject();
    } else {
        json.Null();
    }
    json.EndObject();
}

void WriteFinding(JsonWriter& json, const Finding& finding) {
    json.BeginObject();
    json.StringMember("claim", finding.claim);
    json.StringMember("confidence", NameOf(finding.confidence));
    json.StringMember("access", NameOf(finding.access));
    json.NumberMember("size", finding.size);
    json.Key("member");
    finding.member ? WriteMember(json, *finding.member) : json.Null();
    WriteInnermost(json, finding.innermost);
    json.Key("pointer");
    finding.pointer ? WritePointer(json, finding) : json.Null();
    json.Key("evidence");
    json.BeginArray();
    for (const std::string& evidence : finding.evidence) json.String(evidence);
    json.EndArray();
    json.EndObject();
}

void WriteSymbolVerdict(JsonWriter& json, const SymbolVerdict& symbols) {
    const char* verified = NameOf(symbols.fit);
    json.Key("symbols");
    json.BeginObject(JsonLayout::kOneLine);
    json.TextMember("verified", verified == nullptr ? "" : verified);
    json.TextMember("file", symbols.file);
    json.TextMember("reason", symbols.reason);
    json.EndObject();
}

}  // namespace

void WriteMember(JsonWriter& json, const MemberAt& member) {
    json.BeginObject(JsonLayout::kOneLine);
    json.StringMember("type", member.type);
    json.StringMember("path", member.path);
    json.NumberMember("offset", member.offset);
    json.NumberMember("size", member.size);
    json.NumberMember("bit_offset", member.bit_offset);
    json.NumberMember("bit_size", member.bit_size);
    json.NumberMember("index", member.index);
    json.TextMember("member_type", member.member_type);
    json.Key("alternatives");
    json.BeginArray();
    for (const std::string& alternative : member.alternatives) json.String(alternative);
    json.EndArray();
    json.EndObject();
}

void WriteSymbols(JsonWriter& json, const EventAnalysis& analysis) {
    json.Key("location");
    if (analysis.location.empty()) {
        json.Null();
    } else {
        json.BeginObject();
        WriteSourceFrames(json, analysis.location);
        json.EndObject();
    }
    WriteSymbolVerdict(json, analysis.symbols);
}

void WriteFindings(JsonWriter& json, const Explanation& explanation) {
    json.TextMember("reason_missing", explanation.reason_missing);
    json.Key("findings");
    json.BeginArray();
    for (const Finding& finding : explanation.findings) WriteFinding(json, finding);
    json.EndArray();
}

}  // namespace faultbox
