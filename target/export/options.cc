#include "target/export/options.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace faultbox::handover {
namespace {

using config::Arguments;
using config::Option;

Options& Of(void* options) {
    return *static_cast<Options*>(options);
}

// The last is for `export` alone.
constexpr Option kOptions[] = {
    {"--help", [](Arguments&, void* options) { return config::Set(Of(options).help); }},
    {"--store", [](Arguments& values, void* options) { return values.TakeText(Of(options).common.store); }},
    {"--config", [](Arguments& values, void* options) { return values.TakeText(Of(options).common.config); }},
    {"--unit", [](Arguments& values, void* options) { return values.TakeText(Of(options).unit); }},
    {"--all", [](Arguments&, void* options) { return config::Set(Of(options).all); }},
};
constexpr std::span<const Option> kLineOptions = std::span(kOptions).first(std::size(kOptions) - 1);

struct VerbName {
    std::string_view name;
    Verb verb;
    std::span<const Option> options;
};

constexpr VerbName kVerbs[] = {
    {"export", Verb::kExport, kOptions},
    {"serve", Verb::kServe, kLineOptions},
    {"usb", Verb::kUsb, kLineOptions},
};

const char* TakeOperand(const char* word, void* options) {
    if (Of(options).operand != nullptr) return "unexpected argument";
    Of(options).operand = word;
    return nullptr;
}

}  // namespace

std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words) {
    if (words.empty()) return std::nullopt;
    auto found = std::ranges::find(kVerbs, std::string_view(words.front()), &VerbName::name);
    if (found == std::end(kVerbs)) return std::nullopt;
    Options options;
    options.verb = found->verb;
    options.common.verb = harvest::Options::Verb::kHandOver;
    auto read = config::ReadArguments(words.subspan(1), found->options, TakeOperand, &options);
    if (!read) return std::unexpected(read.error());
    if (!options.help && options.operand == nullptr) {
        return std::unexpected(
            harvest::UsageError{"what to hand the records over to is missing behind", words.front()});
    }
    return options;
}

}  // namespace faultbox::handover
