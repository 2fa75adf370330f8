// Whether the kernel leaves its last words, and what follows them.
#include <algorithm>
#include <optional>

#include "target/selftest/checks.h"
#include "target/selftest/kernel_config.h"

namespace faultbox::selftest {
namespace {

constexpr char kWatchdogState[] = "/sys/class/watchdog/watchdog0/state";

bool IsWatchdogActive(const System& system) {
    return LineFile(system, kWatchdogState).line() == "active";
}

// In one of the folders that systemd reads.
bool HasUnit(const System& system, std::string_view unit) {
    constexpr std::string_view kFolders[] = {"/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};
    return std::ranges::any_of(kFolders,
                               [&](std::string_view folder) { return IsThere(system, harvest::Path(folder) / unit); });
}

}  // namespace

Outcome CheckWatchdog(Subject& subject, record::TextSink& say) {
    LineFile state(subject.system, kWatchdogState);
    if (state.is_there()) {
        bool is_active = state.line() == "active";
        say.Put(is_active ? "watchdog0 runs" : "watchdog0 does not run, so that a hang lasts for ever");
        return is_active ? Outcome::kOk : Outcome::kFail;
    }
    // CONFIG_WATCHDOG_SYSFS makes `state`; `dev` is there with every driver of the watchdog core.
    bool is_there = IsThere(subject.system, "/sys/class/watchdog/watchdog0/dev");
    say.Put(is_there ? "watchdog0 does not say whether it runs" : "there is no watchdog0");
    return is_there ? Outcome::kCannotTell : Outcome::kFail;
}

Outcome CheckBootStatus(Subject& subject, record::TextSink& say) {
    constexpr char kPath[] = "/sys/class/watchdog/watchdog0/bootstatus";
    LineFile status(subject.system, kPath);
    if (!status.number()) return SayUnreadable(kPath, say);
    say.Put("the bootstatus of watchdog0 is ");
    PutQuoted(say, status.line());
    return Outcome::kOk;
}

Outcome CheckPanicOnOops(Subject& subject, record::TextSink& say) {
    constexpr char kPath[] = "/proc/sys/kernel/panic_on_oops";
    std::optional<uint64_t> value = LineFile(subject.system, kPath).number();
    if (!value) return SayUnreadable(kPath, say);
    say.Put(*value != 0 ? "an oops ends in a panic" : "the kernel goes on after an oops, in an unknown state");
    return *value != 0 ? Outcome::kOk : Outcome::kFail;
}

Outcome CheckPanicTimeout(Subject& subject, record::TextSink& say) {
    constexpr char kPath[] = "/proc/sys/kernel/panic";
    LineFile timeout(subject.system, kPath);
    bool is_at_once = timeout.line().starts_with('-');
    std::optional<uint64_t> seconds = timeout.number();
    if (!seconds && !is_at_once) return SayUnreadable(kPath, say);
    if (is_at_once || *seconds != 0) {
        say.Put(is_at_once ? "a panic restarts the machine at once" : "a panic restarts the machine");
        return Outcome::kOk;
    }
    bool is_reset = IsWatchdogActive(subject.system);
    say.Put(is_reset ? "after a panic the watchdog resets the machine" : "after a panic the machine stands still");
    return is_reset ? Outcome::kOk : Outcome::kFail;
}

Outcome CheckKernelConfig(Subject& subject, record::TextSink& say) {
    constexpr char kPath[] = "/proc/config.gz";
    Workspace& workspace = subject.workspace;
    Result<Bytes> packed = subject.system.Read(kPath, workspace.packed);
    if (!packed) return SayUnreadable(kPath, say);
    Bytes config = Gunzip(*packed, workspace.text);
    if (config.empty()) {
        say.Put("/proc/config.gz cannot be unpacked");
        return Outcome::kCannotTell;
    }
    std::string_view text(reinterpret_cast<const char*>(config.data()), config.size());
    LineFile back_end(subject.system, "/sys/module/pstore/parameters/backend");
    bool is_another =
        back_end.is_there() && !back_end.line().empty() && back_end.line() != "(null)" && back_end.line() != "ramoops";
    Sentence missing;
    if (SayMissingOptions(text, !is_another, missing) == 0) {
        say.Put("the kernel has the options that the recorder needs");
        return Outcome::kOk;
    }
    say.Put("the kernel lacks");
    say.Put(missing.view());
    return Outcome::kFail;
}

Outcome CheckCorePattern(Subject& subject, record::TextSink& say) {
    if (!subject.checks_core) {
        say.Put("this build does not record processes");
        return Outcome::kOk;
    }
    constexpr char kPath[] = "/proc/sys/kernel/core_pattern";
    LineFile pattern(subject.system, kPath);
    if (!pattern.is_there()) return SayUnreadable(kPath, say);
    std::string_view line = pattern.line();
    if (!line.starts_with('|') || line.find("/faultbox core ") == std::string_view::npos) {
        say.Put("core_pattern does not start faultbox, it is ");
        PutQuoted(say, line);
        return Outcome::kFail;
    }
    constexpr char kLimit[] = "/proc/sys/kernel/core_pipe_limit";
    std::optional<uint64_t> limit = LineFile(subject.system, kLimit).number();
    if (!limit) return SayUnreadable(kLimit, say);
    say.Put(*limit != 0 ? "core_pattern starts faultbox"
                        : "core_pipe_limit is 0: a process may be gone before it was read");
    return *limit != 0 ? Outcome::kOk : Outcome::kFail;
}

Outcome CheckSystemdPstore(Subject& subject, record::TextSink& say) {
    // systemd 252, units/systemd-pstore.service: WantedBy=sysinit.target.
    bool is_enabled = HasUnit(subject.system, "sysinit.target.wants/systemd-pstore.service");
    if (!is_enabled) {
        say.Put("systemd-pstore is not enabled");
        return Outcome::kOk;
    }
    bool is_ours_first = HasUnit(subject.system, "multi-user.target.wants/faultbox-harvest.service");
    say.Put(is_ours_first ? "faultbox-harvest.service keeps systemd-pstore from starting"
                          : "systemd-pstore empties pstore before faultbox reads it");
    return is_ours_first ? Outcome::kOk : Outcome::kFail;
}

}  // namespace faultbox::selftest
