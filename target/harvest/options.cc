#include "target/harvest/options.h"

#include <algorithm>
#include <span>

#include "arch/common/number_text.h"
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

std::optional<uint64_t> ParseSize(std::string_view text) {
    unsigned base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    unsigned shift = text.ends_with('K') ? 10 : text.ends_with('M') ? 20 : 0;
    if (shift != 0) text.remove_suffix(1);
    std::optional<uint64_t> value = ParseNumber(text, base, UINT64_MAX >> shift);
    if (!value) return std::nullopt;
    return *value << shift;
}

// The colon behind FILE: the last one, when a key stands behind it.
size_t FindSettings(std::string_view argument) {
    size_t colon = argument.rfind(':');
    if (colon == std::string_view::npos) return argument.size();
    std::string_view key = argument.substr(colon + 1);
    return key.find('=') != std::string_view::npos ? colon : argument.size();
}

// Walks over the arguments behind the verb.
class Arguments {
  public:
    Arguments(std::span<const char* const> arguments, Options& options) : left_(arguments), options_(options) {}

    std::expected<void, UsageError> Parse() {
        while (!left_.empty()) {
            const char* argument = left_.front();
            left_ = left_.subspan(1);
            if (const char* wrong = Take(argument)) return std::unexpected(UsageError{wrong, argument});
        }
        return {};
    }

  private:
    // What is wrong, or nullptr.
    const char* Take(std::string_view argument) {
        using Verb = Options::Verb;
        bool harvests = options_.verb == Verb::kHarvest;
        bool prunes = options_.verb == Verb::kPrune;
        if (argument == "--help" || argument == "-h") return Set(options_.help);
        if (argument == "--store") return TakeValue(options_.store);
        if (argument == "--config") return TakeValue(options_.config);
        if (harvests && argument == "--keep") return Set(options_.keep);
        if (harvests && argument == "--pstore") return Set(options_.pstore_given), TakeValue(options_.pstore);
        if (harvests && argument == "--reset-reason") return TakeValue(options_.reset_reason);
        if (harvests && argument == "--ramoops") return TakeRegion();
        if ((harvests || prunes) && argument == "--max-bytes") return TakeNumber(options_.max_bytes.emplace());
        if ((harvests || prunes) && argument == "--max-records") return TakeNumber(options_.max_records.emplace());
        if (!harvests && !prunes && argument == "--json") return Set(options_.json);
        if (argument.starts_with('-')) return "unknown option";
        if (options_.verb != Verb::kShow || !options_.id.empty()) return "unexpected argument";
        options_.id = argument;
        return nullptr;
    }

    static const char* Set(bool& flag) {
        flag = true;
        return nullptr;
    }

    const char* TakeValue(const char*& value) {
        if (left_.empty()) return "a value is missing behind";
        value = left_.front();
        left_ = left_.subspan(1);
        return nullptr;
    }

    const char* TakeNumber(uint64_t& number) {
        const char* value = nullptr;
        if (const char* wrong = TakeValue(value)) return wrong;
        std::optional<uint64_t> parsed = ParseSize(value);
        if (!parsed || *parsed == 0) return "a number above 0 is wanted behind";
        number = *parsed;
        return nullptr;
    }

    const char* TakeRegion() {
        const char* value = nullptr;
        if (const char* wrong = TakeValue(value)) return wrong;
        Result<RegionOption> region = ParseRegionOption(value);
        if (!region) return region.error().what;
        options_.region = *region;
        return nullptr;
    }

    std::span<const char* const> left_;
    Options& options_;
};

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
        option.*key->value = equals < setting.size() ? ParseSize(setting.substr(equals + 1)) : std::nullopt;
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
    using Verb = Options::Verb;
    struct VerbName {
        std::string_view name;
        Verb verb;
    };
    constexpr VerbName kVerbs[] = {
        {"harvest", Verb::kHarvest},   {"list", Verb::kList},   {"show", Verb::kShow},         {"prune", Verb::kPrune},
        {"manifest", Verb::kManifest}, {"watch", Verb::kWatch}, {"--version", Verb::kVersion},
    };

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
    Arguments arguments(std::span(argv + 2, static_cast<size_t>(argc - 2)), options);
    if (auto parsed = arguments.Parse(); !parsed) return std::unexpected(parsed.error());
    if (options.verb == Verb::kShow && !options.help && options.id.empty()) {
        return std::unexpected(UsageError{"the ID of a record is missing behind", argv[1]});
    }
    return options;
}

}  // namespace faultbox::harvest
