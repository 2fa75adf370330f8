#include "host/explain/hardware_verdict.h"

#include <format>
#include <string_view>
#include <vector>

namespace faultbox {
namespace {

// Facts that say where the part is; the first that a section has counts.
constexpr std::string_view kPlaces[] = {"section.pci_address", "section.dimm_location", "section.label",
                                        "section.physical_address"};

std::string TextOf(const format::Fact& fact) {
    return fact.has_number() ? std::format("{:#x}", fact.number()) : fact.text();
}

std::string_view Find(const format::Event& event, std::string_view key) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == key && !fact.has_number()) return fact.text();
    }
    return {};
}

bool IsPlace(std::string_view key) {
    for (std::string_view place : kPlaces) {
        if (key == place) return true;
    }
    return false;
}

}  // namespace

std::string HardwareVerdict(const format::Event& event) {
    std::vector<std::string> parts;
    bool placed = true;
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == "section.type") {
            parts.push_back(TextOf(fact));
            placed = false;
        } else if (!placed && IsPlace(fact.key())) {
            parts.back() += " at " + TextOf(fact);
            placed = true;
        }
    }
    if (parts.empty()) return {};
    std::string_view severity = Find(event, "hw.severity");
    std::string verdict = "Hardware: the platform reported ";
    verdict += severity.empty() ? "an error" : std::format("an error of severity {}", severity);
    for (size_t i = 0; i < parts.size(); ++i) verdict += (i == 0 ? ": " : "; ") + parts[i];
    return verdict + ".";
}

}  // namespace faultbox
