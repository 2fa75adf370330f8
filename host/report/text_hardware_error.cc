#include "host/report/text_hardware_error.h"

#include <format>

#include "host/report/hardware_view.h"

namespace faultbox {
namespace {

// "bit 14 CmpltTO: completion timeout: no answer to a request"
std::string DescribeBit(const FieldText& field) {
    bool single = !field.bits.contains(':');
    std::string line = single ? std::format("bit {} {}", field.bits, field.name)
                              : std::format("bits {} {} = {}", field.bits, field.name, field.value);
    if (!field.meaning.empty()) line += ": " + field.meaning;
    return line;
}

void WriteFact(TextWriter& text, size_t indent, const DecodedFact& fact) {
    std::string line = std::format("{}: {}", fact.name, ValueText(fact));
    if (!fact.meaning.empty()) line += ", " + fact.meaning;
    text.Line(indent, line, Emphasis::kNone, 2);
    for (const FieldText& field : fact.bits) text.Line(indent + 4, DescribeBit(field), Emphasis::kNone, 2);
}

}  // namespace

void WriteHardwareErrorText(TextWriter& text, const format::Event& event) {
    HardwareError error = ViewHardwareError(event);
    text.Heading("Hardware error");
    for (const DecodedFact& fact : error.facts) WriteFact(text, 2, fact);
    for (size_t i = 0; i < error.sections.size(); ++i) {
        text.Line(2, std::format("section {}: {}", i + 1, error.sections[i].type), Emphasis::kStrong);
        for (const DecodedFact& fact : error.sections[i].facts) WriteFact(text, 4, fact);
    }
}

void WriteDecodedFactsText(TextWriter& text, const format::Event& event) {
    std::vector<DecodedFact> facts = DecodeFacts(event);
    if (facts.empty()) return;
    text.Heading("Decoded");
    for (const DecodedFact& fact : facts) WriteFact(text, 2, fact);
}

}  // namespace faultbox
