#include "host/report/hardware_view.h"

#include <format>

#include "arch/cper/cper_text.h"
#include "host/input/event_facts.h"
#include "host/report/dma_fault_text.h"
#include "host/report/ept_text.h"
#include "host/report/fault_text.h"

namespace faultbox {
namespace {

DecodedFact Copy(const format::Fact& fact) {
    DecodedFact copy;
    copy.name = fact.key().substr(fact.key().rfind('.') + 1);
    copy.text = fact.text();
    if (fact.has_number()) copy.number = fact.number();
    copy.hex = fact.hex();
    return copy;
}

std::string_view TextOf(const std::vector<DecodedFact>& facts, std::string_view name) {
    for (const DecodedFact& fact : facts) {
        if (fact.name == name) return fact.text;
    }
    return {};
}

bool IsCorrectable(const HardwareSection& section) {
    std::string_view severity = TextOf(section.facts, "severity");
    return severity.starts_with("Correct") || severity == "corrected";
}

// What the facts before say about those that follow.
struct Context {
    std::string_view section;
    bool correctable = false;
    cper::CheckKind kind = cper::CheckKind::kUnknown;  ///< Of the error information that comes next.
};

void NoteKind(const DecodedFact& fact, Context& context) {
    if (fact.name == "structure_type") context.kind = cper::X86CheckKind(fact.text);
    if (!fact.number) return;
    bool mask = fact.name == "error_types";
    if (mask || fact.name == "error_type") context.kind = cper::ArmCheckKind(*fact.number, mask);
}

BitFields BitsOf(const DecodedFact& fact, const Context& context) {
    uint64_t value = *fact.number;
    auto word = static_cast<uint32_t>(value);
    if (fact.name == "aer_status" || fact.name == "aer_mask") return cper::DescribeAer(word, context.correctable);
    if (fact.name == "aer_cor_status" || fact.name == "aer_cor_mask") return cper::DescribeAer(word, true);
    if (fact.name.starts_with("aer_uncor_")) return cper::DescribeAer(word, false);
    if (fact.name == "error_types") return cper::DescribeErrorTypes(context.section, value);
    if (fact.name == "error_info") return cper::DescribeArmErrorInfo(value, context.kind);
    if (fact.name == "check_info") return cper::DescribeX86Check(value, context.kind);
    return {};
}

std::string MeaningOf(const DecodedFact& fact, const Context& context) {
    if (fact.name == "first_error" && *fact.number < 32) {
        return cper::DescribeAer(1u << *fact.number, context.correctable)[0].name;
    }
    const char* meaning = cper::MeaningOf(context.section, fact.name, *fact.number);
    return meaning ? meaning : "";
}

// Layer and agent follow from the status word; the kernel's own lines state them, firmware's records do not.
void AddOrigin(HardwareSection& section) {
    if (!TextOf(section.facts, "layer").empty()) return;
    for (bool correctable : {false, true}) {
        std::string_view name = correctable ? "aer_cor_status" : "aer_uncor_status";
        for (size_t i = 0; i < section.facts.size(); ++i) {
            if (section.facts[i].name != name || !section.facts[i].number || *section.facts[i].number == 0) continue;
            auto status = static_cast<uint32_t>(*section.facts[i].number);
            section.facts.push_back({.name = "layer", .text = cper::AerLayer(status, correctable)});
            section.facts.push_back({.name = "agent", .text = cper::AerAgent(status, correctable)});
            return;
        }
    }
}

void Decode(HardwareSection& section) {
    Context context{.section = section.type, .correctable = IsCorrectable(section)};
    for (DecodedFact& fact : section.facts) {
        NoteKind(fact, context);
        if (!fact.number) continue;
        fact.meaning = MeaningOf(fact, context);
        fact.bits = FieldsOf(BitsOf(fact, context));
    }
    AddOrigin(section);
}

}  // namespace

HardwareError ViewHardwareError(const format::Event& event) {
    HardwareError error;
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == "section.type") {
            error.sections.push_back({.type = fact.text(), .facts = {}});
        } else if (fact.key().starts_with("section.") && !error.sections.empty()) {
            error.sections.back().facts.push_back(Copy(fact));
        } else {
            error.facts.push_back(Copy(fact));
        }
    }
    for (HardwareSection& section : error.sections) Decode(section);
    return error;
}

std::vector<DecodedFact> DecodeFacts(const format::Event& event) {
    std::vector<DecodedFact> decoded;
    EventKind kind = KindOf(event);
    if (kind != EventKind::kDmaFault && kind != EventKind::kEptMisconfig) return decoded;
    std::vector<DecodedFact> facts;
    for (const format::Fact& fact : event.fact()) facts.push_back(Copy(fact));
    kind == EventKind::kDmaFault ? DecodeDmaFault(facts) : DecodeEptMisconfig(facts);
    for (DecodedFact& fact : facts) {
        if (!fact.meaning.empty() || !fact.bits.empty()) decoded.push_back(std::move(fact));
    }
    return decoded;
}

std::string ValueText(const DecodedFact& fact) {
    if (!fact.number) return fact.text;
    return fact.hex ? std::format("0x{:x}", *fact.number) : std::to_string(*fact.number);
}

}  // namespace faultbox
