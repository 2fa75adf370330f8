#include "host/cli/help.h"

#include <algorithm>
#include <format>

namespace faultbox::cli {
namespace {

constexpr const char* kExitStatus =
    "Exit status: 0 decoded; 1 read, but something in the input could not be decoded (stderr says what, the rest is\n"
    "printed); 2 wrong usage or unreadable input.\n";

std::string NameAndValue(const Option& option) {
    return option.value == nullptr ? option.name : std::format("{} {}", option.name, option.value);
}

}  // namespace

std::string ProgramHelp(std::span<const Verb* const> verbs) {
    std::string help = "usage: faultscope VERB ...\n\nExplains crashes of Linux kernels on ARM and x86.\n\n";
    for (const Verb* verb : verbs) help += std::format("  {:<10} {}\n", verb->name, verb->summary);
    help += "\n\"faultscope VERB --help\" explains a verb, \"faultscope --version\" prints the version.\n\n";
    return help + kExitStatus;
}

std::string VerbHelp(const Verb& verb) {
    std::string help = std::format("usage: faultscope {} {}\n\n{}\n", verb.name, verb.operands, verb.description);
    size_t width = 0;
    for (const Option& option : verb.options) width = std::max(width, NameAndValue(option).size());
    if (!verb.options.empty()) help += "\n";
    for (const Option& option : verb.options) {
        help += std::format("  {:<{}}  {}\n", NameAndValue(option), width, option.help);
    }
    return help + "\n" + (verb.exit_status != nullptr ? verb.exit_status : kExitStatus);
}

}  // namespace faultbox::cli
