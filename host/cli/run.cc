#include <algorithm>
#include <array>
#include <format>
#include <string>

#include "host/cli/console.h"
#include "host/cli/help.h"
#include "host/cli/verb.h"

namespace faultbox::cli {
namespace {

constexpr std::array kVerbs = {&kDecodeVerb, &kSymbolizeVerb, &kStructVerb, &kInsnVerb,
                               &kFaultVerb,  &kIndexVerb,     &kPullVerb};

ExitStatus PrintHelp(const std::string& help) {
    return Print(help) ? kDecoded : kUnusable;
}

ExitStatus Misuse(std::string_view what, std::string_view verb) {
    Complain(what);
    Complain(std::format("try \"faultscope{}{} --help\"", verb.empty() ? "" : " ", verb));
    return kUnusable;
}

bool AsksForHelp(std::span<const char* const> words) {
    auto options_end = std::ranges::find(words, std::string_view("--"));
    return std::ranges::find(words.begin(), options_end, std::string_view("--help")) != options_end;
}

}  // namespace

ExitStatus Run(std::span<const char* const> arguments) {
    if (arguments.empty()) return Misuse("no verb given", "");
    std::string_view name = arguments.front();
    if (name == "--help" || name == "help") return PrintHelp(ProgramHelp(kVerbs));
    if (name == "--version") return PrintHelp("faultscope " FAULTBOX_VERSION "\n");
    auto verb = std::ranges::find_if(kVerbs, [&](const Verb* known) { return name == known->name; });
    if (verb == kVerbs.end()) return Misuse(std::format("unknown verb \"{}\"", name), "");
    std::span<const char* const> words = arguments.subspan(1);
    if (AsksForHelp(words)) return PrintHelp(VerbHelp(**verb));
    auto parsed = Arguments::Parse(words, (*verb)->options);
    if (!parsed) return Misuse(parsed.error(), name);
    return (*verb)->run(*parsed);
}

}  // namespace faultbox::cli
