#include "target/oops/kinds/field_lines.h"

#include <utility>

namespace faultbox {
namespace {

std::string_view LabelOf(const LineField& field) {
    if (field.label) return field.label;
    std::string_view key = field.key;
    return key.substr(key.rfind('.') + 1);
}

std::string_view ReadWord(Cursor& rest) {
    std::string_view text = rest.rest();
    std::string_view word = text.substr(0, text.find_first_of(" ,)]"));
    rest.Skip(word);
    return word;
}

// 0x0000000000000400    Storage error in DRAM memory (0x0000000000000400)
std::optional<uint64_t> ReadHexValue(Cursor& rest) {
    std::optional<uint64_t> value = rest.Hex();
    if (!value && rest.SkipPast("(0x")) value = rest.Hex();
    return value;
}

bool ReadValue(EventBuilder& builder, Cursor& rest, const LineField& field) {
    CrashEvent& event = builder.event;
    size_t before = event.facts.size() + event.facts.dropped();
    switch (field.form) {
        case FieldForm::kHexMarked:
            if (!rest.rest().starts_with("0x")) return false;
            [[fallthrough]];
        case FieldForm::kHex:
            builder.AddHexFact(field.key, ReadHexValue(rest));
            break;
        case FieldForm::kDecimal:
            AddNumberFact(builder, field.key, rest.Decimal());
            break;
        case FieldForm::kAddress:
            if (!rest.rest().substr(0, rest.rest().find(' ')).contains(':')) return false;
            [[fallthrough]];
        case FieldForm::kWord:
            builder.AddFact(field.key, ReadWord(rest));
            break;
        case FieldForm::kText:
        case FieldForm::kPhrase:
            builder.AddFact(field.key, Trim(rest.rest()));
            rest = Cursor({});
    }
    return event.facts.size() + event.facts.dropped() != before;
}

bool ReadField(EventBuilder& builder, Cursor& rest, const LineField& field, char separator) {
    Cursor ahead = rest;
    if (!ahead.Skip(LabelOf(field))) return false;
    if (field.form == FieldForm::kPhrase) return ReadValue(builder, rest, field);
    if (separator != ' ' && !ahead.Skip({&separator, 1})) return false;
    if (separator == ' ' && ahead.peek() != ' ') return false;
    ahead.SkipSpaces();
    if (!ReadValue(builder, ahead, field)) return false;
    rest = ahead;
    return true;
}

void SkipSeparators(Cursor& rest) {
    do {
        rest.SkipSpaces();
    } while (rest.Skip(","));
}

}  // namespace

bool ReadFields(EventBuilder& builder, Cursor& rest, std::span<const LineField> fields, char separator) {
    bool any = false;
    for (bool found = true; found && !rest.at_end(); any |= found) {
        SkipSeparators(rest);
        found = false;
        for (const LineField& field : fields) {
            if ((found = ReadField(builder, rest, field, separator))) break;
        }
    }
    return any;
}

bool ReadSteps(EventBuilder& builder, Cursor& rest, std::span<const LineStep> steps) {
    for (const LineStep& step : steps) {
        if (step.before && !rest.SkipPast(step.before)) {
            if (&step == steps.data()) return false;
        } else if (step.form == FieldForm::kHex) {
            builder.AddHexFact(step.key, rest.Hex());
        } else if (step.form == FieldForm::kDecimal) {
            AddNumberFact(builder, step.key, rest.Decimal());
        } else {
            builder.AddFact(step.key, rest.Until(step.until ? step.until : "\n"));
        }
    }
    return true;
}

void AddNumberFact(EventBuilder& builder, const char* key, std::optional<uint64_t> value) {
    if (value) builder.event.facts.Append({.key = key, .text = {}, .number = value, .hex = false});
}

const Fact* FindFact(const CrashEvent& event, std::string_view key) {
    for (size_t i = event.facts.size(); i-- > 0;) {
        if (event.facts[i].key == key) return &event.facts[i];
    }
    return nullptr;
}

Fact* FindFact(CrashEvent& event, std::string_view key) {
    return const_cast<Fact*>(FindFact(std::as_const(event), key));
}

}  // namespace faultbox
