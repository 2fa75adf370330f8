#include "target/selftest/options.h"

#include <string_view>

namespace faultbox::selftest {
namespace {

using config::Arguments;
using config::Option;

Options& Of(void* options) {
    return *static_cast<Options*>(options);
}

const char* SetMode(Options& options, Mode mode) {
    if (options.mode != Mode::kChecks) return "unexpected argument";
    options.mode = mode;
    return nullptr;
}

constexpr Option kOptions[] = {
    {"--json", [](Arguments&, void* options) { return config::Set(Of(options).json); }},
    {"--help", [](Arguments&, void* options) { return config::Set(Of(options).help); }},
    {"--mark", [](Arguments&, void* options) { return SetMode(Of(options), Mode::kSetMark); }},
    {"--check", [](Arguments&, void* options) { return SetMode(Of(options), Mode::kFindMark); }},
    {"--store", [](Arguments& values, void* options) { return values.TakeText(Of(options).common.store); }},
    {"--config", [](Arguments& values, void* options) { return values.TakeText(Of(options).common.config); }},
};

const char* TakeOperand(const char*, void*) {
    return "unexpected argument";
}

}  // namespace

std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words) {
    if (words.empty() || std::string_view(words.front()) != "selftest") return std::nullopt;
    Options options;
    options.common.verb = harvest::Options::Verb::kHandOver;
    auto read = config::ReadArguments(words.subspan(1), kOptions, TakeOperand, &options);
    if (!read) return std::unexpected(read.error());
    return options;
}

}  // namespace faultbox::selftest
