// The verbs that hand records over.
#include "target/handover_commands.h"

#include <signal.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "target/confine.h"
#include "target/export/exporter.h"
#include "target/export/file_medium.h"
#include "target/export/hook.h"
#include "target/export/options.h"
#include "target/export/result_file.h"
#include "target/export/stick.h"
#include "target/export/store_records.h"
#include "target/export/usb_session.h"
#include "target/harvest/system_files.h"
#include "target/journal/file_directory.h"
#ifdef FAULTBOX_MANIFEST
#include "target/manifest/boot_identity.h"
#include "target/manifest/stored_identity.h"
#endif
#include "target/rights/signal_mask.h"
#include "target/serve/serve_loop.h"
#include "target/settings.h"
#include "target/usage.h"

namespace faultbox {
namespace {

using handover::ExportResult;
using handover::Options;
using handover::Verb;

// The memory of these verbs; the bundle's is the server's list of records too.
std::array<uint8_t, handover::kMaxHandOverBytes> g_record;
constinit handover::ExportMemory g_memory{};

// What a run hands over.
struct Content {
    handover::RecordSource& records;
    journal::Directory& folder;  // of the store
};

// What is installed on the unit, by its newest manifest; empty where there is none.
#ifdef FAULTBOX_MANIFEST
manifest::ManifestBuffer g_boot, g_image, g_manifest;

[[maybe_unused]] Bytes ReadManifest(journal::Directory& folder) {
    manifest::ManifestStore store(folder);
    record::MessageWriter writer(g_manifest);
    if (!store.Open() || store.boots().empty()) return {};
    Result<Bytes> boot = store.ReadBoot(store.boots().front(), g_boot);
    Result<Bytes> image = boot ? manifest::WriteBootIdentity(store, *boot, g_image, writer) : boot;
    if (image) manifest::CopyModules(*image, writer);
    return image && !writer.overflowed() ? Bytes(g_manifest).first(writer.size()) : Bytes();
}
#else
[[maybe_unused]] Bytes ReadManifest(journal::Directory&) {
    return {};
}
#endif

class Reporter : public handover::ExportReporter, public handover::UsbReporter {
  public:
    Reporter(std::string_view where, journal::Output& err) : where_(where), err_(err) {}
    void Problem(journal::RecordId id, const Error& error) override { PutError(err_, journal::NameOf(id), error); }
    void Problem(const Error& error) override {
        any_ = true;
        PutError(err_, where_, error);
    }
    bool any() const { return any_; }

  private:
    std::string_view where_;
    journal::Output& err_;
    bool any_ = false;
};

handover::UnitName UnitOf(const Options& options) {
    if (options.unit != nullptr) return handover::MakeUnitName(options.unit);
    const config::Config& settings = *options.common.settings;
    if (settings.unit_id != nullptr) return handover::MakeUnitName(settings.unit_id);
    if (settings.unit_id_file != nullptr) {
        // Nothing of the store is read yet.
        std::string_view line = harvest::ReadLine(harvest::RunningSystemFiles(), settings.unit_id_file, g_record);
        if (!line.empty()) return handover::MakeUnitName(line);
    }
    return handover::HostUnitName();
}

[[maybe_unused]] ExitStatus StatusOf(const Result<ExportResult>& result, std::string_view where, journal::Output& out,
                                     journal::Output& err) {
    if (!result) {
        PutError(err, where, result.error());
        return kIncomplete;
    }
    handover::PutResult(out, result);
    return result->unreadable + result->left_out + result->unmarked == 0 ? kOk : kIncomplete;
}

#ifdef FAULTBOX_EXPORT
ExitStatus RunExport(const Options& options, const Content& content, journal::Output& out, journal::Output& err) {
    handover::FileMedium medium;
    if (Result<void> opened = medium.Open(options.operand); !opened) {
        PutError(err, options.operand, opened.error());
        return kUnusable;
    }
    bool is_confined = Confine(err);
    Reporter reporter(options.operand, err);
    handover::Exporter exporter(content.records, medium, reporter, g_memory);
    ExitStatus status =
        StatusOf(exporter.Run({.all = options.all, .unit = UnitOf(options), .manifest = ReadManifest(content.folder)}),
                 options.operand, out, err);
    return is_confined ? status : kIncomplete;
}
#endif

#ifdef FAULTBOX_SERVE
ExitStatus RunServe(const Options& options, const Content& content, journal::Output&, journal::Output& err) {
    // A pipe or socket that the host has closed is an error of a write, not the end of this program.
    rights::ChangeSignalMask(SIG_BLOCK, rights::SignalSet(SIGPIPE));
    handover::TtyLine line;
    if (Result<void> opened = line.Open(options.operand); !opened) {
        PutError(err, options.operand, opened.error());
        return kUnusable;
    }
    bool is_confined = Confine(err);
    handover::Server server(content.records, UnitOf(options), g_memory.ids);
    Error end = handover::ServeLine(server, line);
    bool is_closed = end.offset == EPIPE || end.offset == EIO || end.offset == ECONNRESET;
    if (is_closed) return is_confined ? kOk : kIncomplete;
    PutError(err, options.operand, end);
    return kIncomplete;
}
#endif

#ifdef FAULTBOX_USB
ExitStatus RunUsb(const Options& options, const Content& content, journal::Output& out, journal::Output& err) {
    if (!options.common.settings->usb_export) {
        err.Put("faultbox: usb_export is off in the configuration\n");
        return kOk;
    }
    Reporter reporter(options.operand, err);
    handover::ProgramHook hook(options.common.settings->usb_hook);
    bool is_confined = Confine(err, rights::Mounts::kOwn);
    handover::BlockStick stick(options.operand);
    handover::Exporter exporter(content.records, stick.medium(), reporter, g_memory);
    std::optional<Result<ExportResult>> result = handover::ExportToStick(
        stick, hook, reporter, {.unit = UnitOf(options), .manifest = ReadManifest(content.folder)}, exporter);
    ExitStatus status = result ? StatusOf(*result, options.operand, out, err) : kOk;
    return status == kOk && (reporter.any() || !is_confined) ? kIncomplete : status;
}
#endif

struct Command {
    Verb verb;
    ExitStatus (*run)(const Options& options, const Content& content, journal::Output& out, journal::Output& err);
};

constexpr Command kCommands[] = {
#ifdef FAULTBOX_EXPORT
    {Verb::kExport, RunExport},
#endif
#ifdef FAULTBOX_SERVE
    {Verb::kServe, RunServe},
#endif
#ifdef FAULTBOX_USB
    {Verb::kUsb, RunUsb},
#endif
};

ExitStatus RunCommand(const Command& command, const Options& options, journal::Output& out, journal::Output& err) {
    journal::FileDirectory folder;
    // Where there has been no crash yet, that is the answer; but a folder that a person mistypes is not made.
    bool create = options.verb != Verb::kExport;
    if (!OpenStoreFolder(options.common.store, create, folder, err)) return kUnusable;
    journal::RecordStore store(folder, g_record);
    handover::StoreRecords source(store, g_record);
    return command.run(options, {source, folder}, out, err);
}

ExitStatus RunParsed(Options options, journal::Output& out, journal::Output& err) {
    auto command = std::ranges::find(kCommands, options.verb, &Command::verb);
    if (command == std::end(kCommands)) {
        err.Put("faultbox: this build does not have that verb\n");
        return kUnusable;
    }
    ExitStatus settings = ReadSettings(options.common, err);
    ExitStatus status = RunCommand(*command, options, out, err);
    return status == kOk ? settings : status;
}

}  // namespace

std::optional<ExitStatus> RunHandOver(std::span<const char* const> words, journal::Output& out, journal::Output& err) {
    if (words.empty()) return std::nullopt;
    std::optional<std::expected<Options, harvest::UsageError>> options = handover::ParseOptions(words.subspan(1));
    if (!options) return std::nullopt;
    if (!*options) {
        PutUsageError(err, options->error());
        return kUnusable;
    }
    if ((*options)->help) {
        PutUsage(words[1], out);
        return Finish(kOk, out, err);
    }
    return Finish(RunParsed(**options, out, err), out, err);
}

}  // namespace faultbox
