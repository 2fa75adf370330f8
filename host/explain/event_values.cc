#include "host/explain/event_values.h"

namespace faultbox {
namespace {

const format::Fact* FindFact(const format::Event& event, std::string_view key) {
    for (const format::Fact& fact : event.fact()) {
        if (fact.key() == key) return &fact;
    }
    return nullptr;
}

}  // namespace

std::optional<uint64_t> NumberFact(const format::Event& event, std::string_view key) {
    const format::Fact* fact = FindFact(event, key);
    return fact != nullptr && fact->has_number() ? std::optional(fact->number()) : std::nullopt;
}

std::string_view TextFact(const format::Event& event, std::string_view key) {
    const format::Fact* fact = FindFact(event, key);
    return fact != nullptr && !fact->has_number() ? std::string_view(fact->text()) : std::string_view();
}

std::string AnyFact(const format::Event& event, std::string_view key) {
    const format::Fact* fact = FindFact(event, key);
    if (fact == nullptr) return "";
    return fact->has_number() ? std::to_string(fact->number()) : fact->text();
}

}  // namespace faultbox
