#include "host/report/json_hardware_error.h"

#include <algorithm>
#include <map>

#include "host/report/hardware_view.h"

namespace faultbox {
namespace {

using Facts = std::vector<const DecodedFact*>;

void WriteValue(JsonWriter& json, const DecodedFact& fact) {
    if (!fact.number) return json.String(fact.text);
    fact.hex ? json.Hex(*fact.number) : json.Number(*fact.number);
}

void WriteBits(JsonWriter& json, const DecodedFact& fact) {
    json.BeginArray();
    for (const FieldText& field : fact.bits) {
        json.BeginObject(JsonLayout::kOneLine);
        json.StringMember("name", field.name);
        json.StringMember("bits", field.bits);
        json.NumberMember("value", field.value);
        json.TextMember("meaning", field.meaning);
        json.EndObject();
    }
    json.EndArray();
}

// One value, or an array of them.
template <typename Write>
void WriteEach(JsonWriter& json, const std::string& key, const Facts& facts, Write write) {
    json.AnyKey(key);
    if (facts.size() > 1) json.BeginArray();
    for (const DecodedFact* fact : facts) write(*fact);
    if (facts.size() > 1) json.EndArray();
}

void WriteNamed(JsonWriter& json, const Facts& facts) {
    const std::string& name = facts.front()->name;
    WriteEach(json, name, facts, [&](const DecodedFact& fact) { WriteValue(json, fact); });
    if (std::ranges::any_of(facts, [](const DecodedFact* fact) { return !fact->meaning.empty(); })) {
        WriteEach(json, name + "_meaning", facts,
                  [&](const DecodedFact& fact) { fact.meaning.empty() ? json.Null() : json.String(fact.meaning); });
    }
    if (std::ranges::any_of(facts, [](const DecodedFact* fact) { return !fact->bits.empty(); })) {
        WriteEach(json, name + "_bits", facts, [&](const DecodedFact& fact) { WriteBits(json, fact); });
    }
}

// Groups the facts of one name, in the order of their first.
std::vector<Facts> GroupByName(const std::vector<DecodedFact>& facts) {
    std::vector<Facts> groups;
    std::map<std::string_view, size_t> places;
    for (const DecodedFact& fact : facts) {
        auto [place, is_new] = places.try_emplace(fact.name, groups.size());
        if (is_new) groups.emplace_back();
        groups[place->second].push_back(&fact);
    }
    return groups;
}

void WriteMembers(JsonWriter& json, const std::vector<DecodedFact>& facts) {
    for (const Facts& group : GroupByName(facts)) WriteNamed(json, group);
}

bool Has(const std::vector<DecodedFact>& facts, std::string_view name) {
    return std::ranges::any_of(facts, [&](const DecodedFact& fact) { return fact.name == name; });
}

}  // namespace

void WriteHardwareError(JsonWriter& json, const format::Event& event) {
    HardwareError error = ViewHardwareError(event);
    json.BeginObject();
    for (JsonKey key : {JsonKey("source"), JsonKey("severity")}) {
        if (!Has(error.facts, key.name())) json.StringMember(key, std::nullopt);
    }
    WriteMembers(json, error.facts);
    json.Key("sections");
    json.BeginArray();
    for (const HardwareSection& section : error.sections) {
        json.BeginObject();
        json.StringMember("type", section.type);
        WriteMembers(json, section.facts);
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
}

void WriteDecodedFacts(JsonWriter& json, const format::Event& event) {
    std::vector<DecodedFact> facts = DecodeFacts(event);
    if (facts.empty()) return;
    json.Key("facts_decoded");
    json.BeginArray();
    for (const DecodedFact& fact : facts) {
        json.BeginObject();
        json.StringMember("name", fact.name);
        json.Key("value");
        WriteValue(json, fact);
        json.TextMember("meaning", fact.meaning);
        json.Key("bits");
        WriteBits(json, fact);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace faultbox
