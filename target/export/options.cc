#include "target/export/options.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace faultbox::handover {
namespace {

struct VerbName {
    std::string_view name;
    Verb verb;
};

constexpr VerbName kVerbs[] = {
    {"export", Verb::kExport},
    {"serve", Verb::kServe},
    {"usb", Verb::kUsb},
};

class Arguments {
  public:
    explicit Arguments(std::span<const char* const> left) : left_(left) {}

    bool empty() const { return left_.empty(); }
    const char* front() const { return left_.front(); }
    // What is wrong with the first argument, or nullptr.
    const char* TakeInto(Options& options) {
        std::string_view argument = left_.front();
        const char* text = left_.front();
        left_ = left_.subspan(1);
        if (argument == "--help" || argument == "-h") return Set(options.help);
        if (argument == "--all" && options.verb == Verb::kExport) return Set(options.all);
        if (argument == "--store") return TakeValue(options.common.store);
        if (argument == "--config") return TakeValue(options.common.config);
        if (argument == "--unit") return TakeValue(options.unit);
        if (argument.starts_with('-') && argument != "-") return "unknown option";
        if (options.operand != nullptr) return "unexpected argument";
        options.operand = text;
        return nullptr;
    }

  private:
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

    std::span<const char* const> left_;
};

}  // namespace

std::optional<std::expected<Options, harvest::UsageError>> ParseOptions(std::span<const char* const> words) {
    if (words.empty()) return std::nullopt;
    auto found = std::ranges::find(kVerbs, std::string_view(words.front()), &VerbName::name);
    if (found == std::end(kVerbs)) return std::nullopt;
    Options options;
    options.verb = found->verb;
    options.common.verb = harvest::Options::Verb::kHandOver;
    for (Arguments arguments(words.subspan(1)); !arguments.empty();) {
        const char* argument = arguments.front();
        if (const char* wrong = arguments.TakeInto(options)) {
            return std::unexpected(harvest::UsageError{wrong, argument});
        }
    }
    if (!options.help && options.operand == nullptr) {
        return std::unexpected(
            harvest::UsageError{"what to hand the records over to is missing behind", words.front()});
    }
    return options;
}

}  // namespace faultbox::handover
