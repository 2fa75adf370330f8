#include "target/config/config.h"

#include <algorithm>

#include "target/config/size_text.h"

namespace faultbox::config {
namespace {

constexpr size_t kMaxValueBytes = 255;

struct TextKey {
    std::string_view name;
    const char* Config::* value;
    bool is_path;
};

// Relative paths would depend on where the recorder was started.
constexpr TextKey kTextKeys[] = {
    {"store", &Config::store, true},      {"image_version_file", &Config::image_version_file, true},
    {"unit_id", &Config::unit_id, false}, {"unit_id_file", &Config::unit_id_file, true},
    {"hook", &Config::hook, true},        {"reset_reason_file", &Config::reset_reason_file, true},
    {"user", &Config::user, false},       {"usb_hook", &Config::usb_hook, true},
};

struct NumberKey {
    std::string_view name;
    std::optional<uint64_t> Config::* value;
};

constexpr NumberKey kNumberKeys[] = {
    {"max_bytes", &Config::max_bytes},
    {"max_records", &Config::max_records},
};

struct FlagKey {
    std::string_view name;
    bool Config::* value;
};

constexpr FlagKey kFlagKeys[] = {
    {"keep_text", &Config::keep_text},
    {"usb_export", &Config::usb_export},
};

struct ScrubWord {
    std::string_view name;
    uint8_t bits;
};

constexpr ScrubWord kScrubWords[] = {
    {"no", 0},          {"off", 0},         {"yes", kScrubAll},   {"on", kScrubAll},    {"email", kScrubEmail},
    {"mac", kScrubMac}, {"vin", kScrubVin}, {"ipv4", kScrubIpv4}, {"ipv6", kScrubIpv6},
};

bool IsBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool IsControl(char c) {
    auto byte = static_cast<uint8_t>(c);
    return (byte < ' ' && byte != '\t') || byte == 0x7f;
}

std::span<char> Trim(std::span<char> text) {
    while (!text.empty() && IsBlank(text.front())) text = text.subspan(1);
    while (!text.empty() && IsBlank(text.back())) text = text.first(text.size() - 1);
    return text;
}

std::string_view View(std::span<char> text) {
    return {text.data(), text.size()};
}

// A "#" inside a word belongs to it: "unit_id = rack#4".
std::span<char> WithoutComment(std::span<char> line) {
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && (i == 0 || IsBlank(line[i - 1]))) return line.first(i);
    }
    return line;
}

template <typename Table>
auto FindKey(const Table& table, std::string_view name) {
    auto found = std::ranges::find(table, name, [](const auto& entry) { return entry.name; });
    return found == std::end(table) ? nullptr : found;
}

std::optional<bool> ParseFlag(std::string_view text) {
    if (text == "on" || text == "yes") return true;
    if (text == "off" || text == "no") return false;
    return std::nullopt;
}

// "email, mac vin"
std::optional<uint8_t> ParseScrub(std::string_view text) {
    constexpr std::string_view kBetween = ", \t";
    uint8_t bits = 0;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
        if (text.empty()) return bits;
        std::string_view word = text.substr(0, text.find_first_of(kBetween));
        const ScrubWord* known = FindKey(kScrubWords, word);
        if (known == nullptr) return std::nullopt;
        bits |= known->bits;
        text.remove_prefix(word.size());
    }
}

// What is wrong with it, or nullptr. The caller has made sure that one byte behind `value` can be written.
const char* TakeText(const TextKey& key, std::span<char> value, Config& config) {
    if (key.is_path && value.front() != '/') return "no absolute path";
    value.data()[value.size()] = '\0';
    config.*key.value = value.data();
    return nullptr;
}

template <typename T, typename Member>
const char* Store(const std::optional<T>& parsed, const char* wrong, Member& member) {
    if (!parsed) return wrong;
    member = *parsed;
    return nullptr;
}

const char* TakeSetting(std::string_view key, std::span<char> value, Config& config) {
    if (value.empty()) return "no value";
    if (value.size() > kMaxValueBytes) return "the value is too long";
    if (std::ranges::any_of(value, IsControl)) return "control characters in the value";
    if (auto* text = FindKey(kTextKeys, key)) return TakeText(*text, value, config);
    if (auto* number = FindKey(kNumberKeys, key)) {
        std::optional<uint64_t> size = ParseSize(View(value));
        if (size == 0) size.reset();
        return Store(size, "no number above 0", config.*number->value);
    }
    if (auto* flag = FindKey(kFlagKeys, key)) {
        return Store(ParseFlag(View(value)), "neither on nor off", config.*flag->value);
    }
    if (key == "scrub") {
        std::optional<uint8_t> classes = ParseScrub(View(value));
        // Whoever wanted something scrubbed must not find it stored because of a typing error.
        config.scrub = classes.value_or(kScrubAll);
        return classes ? nullptr : "no list of what can be scrubbed, so that all is";
    }
    return "unknown key";
}

}  // namespace

Config ParseConfig(std::span<char> content, ProblemSink& problems) {
    Config config;
    for (uint32_t number = 1; !content.empty(); ++number) {
        auto end = static_cast<size_t>(std::ranges::find(content, '\n') - content.begin());
        bool has_end = end < content.size();
        // The last line of a file may lack its end; its last byte has no room for a NUL behind it.
        std::span<char> line = Trim(WithoutComment(content.first(end)));
        content = content.subspan(has_end ? end + 1 : end);
        if (line.empty()) continue;
        auto equals = static_cast<size_t>(std::ranges::find(line, '=') - line.begin());
        std::string_view key = View(Trim(line.first(equals)));
        const char* wrong = "no \"key = value\"";
        if (equals < line.size() && !has_end) wrong = "the last line has no end";
        if (equals < line.size() && has_end) wrong = TakeSetting(key, Trim(line.subspan(equals + 1)), config);
        if (wrong != nullptr) problems.OnProblem(number, wrong, key);
    }
    return config;
}

}  // namespace faultbox::config
