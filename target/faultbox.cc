// The recorder's command line: see docs/man/faultbox.1.
#include <unistd.h>

#include "target/commands.h"
#include "target/handover_commands.h"
#include "target/selftest_command.h"
#include "target/settings.h"
#include "target/usage.h"

namespace faultbox {
namespace {

ExitStatus Run(const harvest::Options& options, const char* verb, journal::Output& out, journal::Output& err) {
    using Verb = harvest::Options::Verb;
    if (options.help) {
        PutUsage(verb, out);
        return kOk;
    }
    switch (options.verb) {
        case Verb::kHarvest:
            return RunHarvest(options, out, err);
#ifndef FAULTBOX_HARVEST_ONLY
        case Verb::kList:
            return RunList(options, out, err);
        case Verb::kShow:
            return RunShow(options, out, err);
        case Verb::kPrune:
            return RunPrune(options, out, err);
#endif
#ifdef FAULTBOX_MANIFEST
        case Verb::kManifest:
            return RunManifest(options, out, err);
#endif
#ifdef FAULTBOX_WATCH
        case Verb::kWatch:
            return RunWatch(options, out, err);
#endif
        case Verb::kVersion:
            out.Put("faultbox " FAULTBOX_VERSION "\n");
            return kOk;
        default:
            err.Put("faultbox: this build has no such verb\n");
            return kUnusable;
    }
}

// An option of a part that was left out of the build; null for none.
const char* MissingOption([[maybe_unused]] const harvest::Options& options) {
#ifdef FAULTBOX_HARVEST_ONLY
    if (options.config != nullptr) return "--config";
#endif
#if !FAULTBOX_RESET
    if (options.reset_reason[0] != '\0') return "--reset-reason";
#endif
    return nullptr;
}

}  // namespace
}  // namespace faultbox

int main(int argc, char** argv) {
    using namespace faultbox;
    journal::Output out(STDOUT_FILENO);
    journal::Output err(STDERR_FILENO);
#ifdef FAULTBOX_HAND_OVER
    if (std::optional<ExitStatus> status = RunHandOver({argv, argv + argc}, out, err)) return *status;
#endif
#ifdef FAULTBOX_SELFTEST
    if (std::optional<ExitStatus> status = RunSelftest({argv, argv + argc}, out, err)) return *status;
#endif
#ifdef FAULTBOX_CORE
    if (argc >= 2 && std::string_view(argv[1]) == "core") {
        return Finish(RunCore(std::span(argv + 2, static_cast<size_t>(argc - 2)), out, err), out, err);
    }
#endif
    std::expected<harvest::Options, harvest::UsageError> options = harvest::ParseOptions(argc, argv);
    if (!options) {
        PutUsageError(err, options.error());
        if (argc < 2) PutUsage("", err);
        return kUnusable;
    }
    if (const char* option = MissingOption(*options)) {
        PutUsageError(err, {"this build has no option", option});
        return kUnusable;
    }
#ifndef FAULTBOX_HARVEST_ONLY
    ExitStatus settings = ReadSettings(*options, err);
    ExitStatus status = Run(*options, argv[1], out, err);
    if (status == kOk) status = settings;
#else
    ExitStatus status = Run(*options, argv[1], out, err);
#endif
    return Finish(status, out, err);
}
