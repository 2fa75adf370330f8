// The verb that checks the image it runs in.
#include "target/selftest_command.h"

#include "target/harvest/system_identity.h"
#include "target/journal/file_directory.h"
#include "target/selftest/mark.h"
#include "target/selftest/options.h"
#include "target/selftest/selftest.h"
#include "target/settings.h"
#include "target/usage.h"

namespace faultbox {
namespace {

using selftest::Mode;
using selftest::Outcome;

// All zero, so that it is no part of the program's file.
selftest::Workspace g_workspace;

void RunMode(Mode mode, selftest::Subject& subject, selftest::Report& report) {
    if (mode == Mode::kChecks) {
        RunChecks(subject, report);
        return;
    }
    selftest::Sentence finding;
    journal::FileDirectory pstore;
    if (mode == Mode::kSetMark) {
        AddMark(SetMark(subject, finding), finding.view(), report);
    } else {
        journal::Directory* opened = pstore.Open("/sys/fs/pstore", false) ? &pstore : nullptr;
        AddMark(FindMark(subject, opened, finding), finding.view(), report);
    }
}

ExitStatus StatusOf(Outcome outcome) {
    if (outcome == Outcome::kOk) return kOk;
    return outcome == Outcome::kFail ? kIncomplete : kUndecided;
}

ExitStatus RunParsed(selftest::Options options, journal::Output& out, journal::Output& err) {
    ExitStatus settings = ReadSettings(options.common, err);
    selftest::RunningSystem system;
    harvest::RunningSystem identity;
    journal::FileDirectory folder;
    Result<void> opened = folder.Open(options.common.store, true);
    selftest::Subject subject = {.system = system,
                                 .store = opened ? &folder : nullptr,
                                 .store_path = options.common.store,
                                 .quota = harvest::QuotaOf(options.common),
                                 .boot_id = identity.boot_id(),
                                 .workspace = g_workspace};
    if (!opened) subject.store_error = opened.error();
#ifdef FAULTBOX_MANIFEST
    subject.checks_manifest = true;
#endif
#ifdef FAULTBOX_CORE
    subject.checks_core = true;
#endif
    selftest::Report report(out, options.json);
    report.Begin();
    RunMode(options.mode, subject, report);
    report.End();
    ExitStatus status = StatusOf(report.outcome());
    return status == kOk ? settings : status;
}

ExitStatus RunOrHelp(const std::expected<selftest::Options, harvest::UsageError>& options, journal::Output& out,
                     journal::Output& err) {
    if (!options) {
        PutUsageError(err, options.error());
        return kUnusable;
    }
    if (options->help) {
        PutUsage("selftest", out);
        return kOk;
    }
    return RunParsed(*options, out, err);
}

}  // namespace

std::optional<ExitStatus> RunSelftest(std::span<const char* const> words, journal::Output& out, journal::Output& err) {
    if (words.empty()) return std::nullopt;
    auto options = selftest::ParseOptions(words.subspan(1));
    if (!options) return std::nullopt;
    return Finish(RunOrHelp(*options, out, err), out, err);
}

}  // namespace faultbox
