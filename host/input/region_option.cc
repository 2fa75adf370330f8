#include "host/input/region_option.h"

#include <algorithm>
#include <charconv>
#include <format>

namespace faultbox {
namespace {

struct Key {
    std::string_view name;
    std::optional<uint64_t> RegionSizes::* field;
};

constexpr Key kKeys[] = {
    {"record", &RegionSizes::record_size}, {"console", &RegionSizes::console_size},
    {"ftrace", &RegionSizes::ftrace_size}, {"pmsg", &RegionSizes::pmsg_size},
    {"ecc", &RegionSizes::ecc_size},       {"base", &RegionSizes::base},
    {"size", &RegionSizes::size},
};

const Key* FindKey(std::string_view setting) {
    std::string_view name = setting.substr(0, setting.find('='));
    if (name.size() == setting.size()) return nullptr;
    auto found = std::ranges::find_if(kKeys, [&](const Key& key) { return key.name == name; });
    return found == std::ranges::end(kKeys) ? nullptr : found;
}

std::optional<uint64_t> ParseSize(std::string_view text) {
    unsigned shift = 0;
    if (text.ends_with('K')) shift = 10;
    if (text.ends_with('M')) shift = 20;
    if (shift != 0) text.remove_suffix(1);
    bool hex = text.starts_with("0x");
    if (hex) text.remove_prefix(2);
    uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
    bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || value > UINT64_MAX >> shift) return std::nullopt;
    return value << shift;
}

}  // namespace

std::expected<InputOperand, std::string> ParseInputOperand(std::string_view operand) {
    size_t colon = operand.rfind(':');
    if (colon == std::string_view::npos || FindKey(operand.substr(colon + 1)) == nullptr) {
        return InputOperand{std::string(operand), std::nullopt};
    }
    RegionSizes region;
    std::string_view rest = operand.substr(colon + 1);
    while (!rest.empty()) {
        std::string_view setting = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(setting.size() + 1, rest.size()));
        const Key* key = FindKey(setting);
        if (key == nullptr) return std::unexpected(std::format("{}: unknown setting \"{}\"", operand, setting));
        std::optional<uint64_t> value = ParseSize(setting.substr(key->name.size() + 1));
        if (!value) return std::unexpected(std::format("{}: \"{}\" has no number", operand, setting));
        region.*key->field = value;
    }
    return InputOperand{std::string(operand.substr(0, colon)), region};
}

}  // namespace faultbox
