#include "target/harvest/options.h"

#include <algorithm>
#include <span>

#include "target/config/size_text.h"

namespace faultbox::harvest {
namespace {

struct RegionKey {
    std::string_view name;
    std::optional<uint64_t> RegionOption::* value;
};

constexpr RegionKey kRegionKeys[] = {
    {"record", &RegionOption::record_size}, {"console", &RegionOption::console_size},
    {"ftrace", &RegionOption::ftrace_size}, {"pmsg", &RegionOption::pmsg_size},
    {"ecc", &RegionOption::ecc_size},       {"base", &RegionOption::base},
    {"size", &RegionOption::size},
};

const RegionKey* FindKey(std::string_view name) {
    auto found = std::ranges::find(kRegionKeys, name, &RegionKey::name);
    return found == std::end(kRegionKeys) ? nullptr : found;
}

// The colon behind FILE: the last one, when a key stands behind it.
size_t FindSettings(std::string_view argument) {
    size_t colon = argument.rfind(':');
    if (colon == std::string_view::npos) return argument.size();
    std::string_view key = argument.substr(colon + 1);
    return key.find('=') != std::string_view::npos ? colon : argument.size();
}

using config::Arguments;
using config::Option;
using Verb = Options::Verb;

Options& Of(void* options) {
    return *static_cast<Options*>(options);
}

const char* TakeNumber(Arguments& values, std::optional<uint64_t>& number) {
    const char* value = nullptr;
    if (const char* wrong = values.TakeText(value)) return wrong;
    number = config::ParseSize(value);
    return number.value_or(0) == 0 ? "a number above 0 is wanted behind" : nullptr;
}

const char* TakeRegion(Arguments& values, void* options) {
    const char* value = nullptr;
    if (const char* wrong = values.TakeText(value)) return wrong;
    Result<RegionOption> region = ParseRegionOption(value);
    if (!region) return region.error().what;
    Of(options).region = *region;
    return nullptr;
}

const char* TakePstore(Arguments& values, void* options) {
    Of(options).pstore_given = true;
    return values.TakeText(Of(options).pstore);
}

// Each verb has a piece of them.
constexpr Option kOptions[] = {
    {"--json", [](Arguments&, void* options) { return config::Set(Of(options).json); }},
    {"--help", [](Arguments&, void* options) { return config::Set(Of(options).help); }},
    {"--store", [](Arguments& values, void* options) { return values.TakeText(Of(options).store); }},
    {"--config", [](Arguments& values, void* options) { return values.TakeText(Of(options).config); }},
    {"--max-bytes", [](Arguments& values, void* options) { return TakeNumber(values, Of(options).max_bytes); }},
    {"--max-records", [](Arguments& values, void* options) { return TakeNumber(values, Of(options).max_records); }},
    {"--keep", [](Arguments&, void* options) { return config::Set(Of(options).keep); }},
    {"--reset-reason", [](Arguments& values, void* options) { return values.TakeText(Of(options).reset_reason); }},
    {"--pstore", TakePstore},
    {"--ramoops", TakeRegion},
};
constexpr std::span<const Option> kReadOptions = std::span(kOptions).first(4);
constexpr std::span<const Option> kSettingsOptions = std::span(kOptions).subspan(1, 3);
constexpr std::span<const Option> kPruneOptions = std::span(kOptions).subspan(1, 5);
constexpr std::span<const Option> kHarvestOptions = std::span(kOptions).subspan(1);

struct VerbName {
    std::string_view name;
    Verb verb;
    std::span<const Option> options;
};

constexpr VerbName kVerbs[] = {
    {"harvest", Verb::kHarvest, kHarvestOptions},
    {"list", Verb::kList, kReadOptions},
    {"show", Verb::kShow, kReadOptions},
    {"prune", Verb::kPrune, kPruneOptions},
    {"manifest", Verb::kManifest, kSettingsOptions},
    {"watch", Verb::kWatch, kSettingsOptions},
    {"--version", Verb::kVersion, kSettingsOptions},
};

const char* TakeOperand(const char* word, void* options) {
    if (Of(options).verb != Verb::kShow || !Of(options).id.empty()) return "unexpected argument";
    Of(options).id = word;
    return nullptr;
}

}  // namespace

Result<RegionOption> ParseRegionOption(std::string_view argument) {
    RegionOption option;
    size_t at = FindSettings(argument);
    option.path = argument.substr(0, at);
    if (option.path.empty()) return Fail(ErrorCode::kMalformed, "no file is named");
    while (at < argument.size()) {
        size_t begin = at + 1;
        at = std::min(argument.find(',', begin), argument.size());
        std::string_view setting = argument.substr(begin, at - begin);
        size_t equals = std::min(setting.find('='), setting.size());
        const RegionKey* key = FindKey(setting.substr(0, equals));
        if (key == nullptr) return Fail(ErrorCode::kMalformed, "unknown setting of the region", begin);
        option.*key->value = equals < setting.size() ? config::ParseSize(setting.substr(equals + 1)) : std::nullopt;
        if (!(option.*key->value)) return Fail(ErrorCode::kMalformed, "setting of the region is no number", begin);
    }
    return option;
}

journal::Quota QuotaOf(const Options& options) {
    journal::Quota quota;
    const config::Config& settings = *options.settings;
    quota.max_bytes = options.max_bytes.value_or(settings.max_bytes.value_or(quota.max_bytes));
    quota.max_records = options.max_records.value_or(settings.max_records.value_or(quota.max_records));
    return quota;
}

std::expected<Options, UsageError> ParseOptions(int argc, const char* const* argv) {
    Options options;
    if (argc < 2) return std::unexpected(UsageError{"a verb is missing", ""});
    std::string_view first = argv[1];
    if (first == "--help" || first == "-h") {
        options.help = true;
        return options;
    }
    auto found = std::ranges::find(kVerbs, first, &VerbName::name);
    if (found == std::end(kVerbs)) return std::unexpected(UsageError{"unknown verb", argv[1]});
    options.verb = found->verb;
    std::span words(argv + 2, static_cast<size_t>(argc - 2));
    auto read = config::ReadArguments(words, found->options, TakeOperand, &options);
    if (!read) return std::unexpected(read.error());
    if (options.verb == Verb::kShow && !options.help && options.id.empty()) {
        return std::unexpected(UsageError{"the ID of a record is missing behind", argv[1]});
    }
    return options;
}

}  // namespace faultbox::harvest
