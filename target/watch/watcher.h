#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/result.h"
#include "target/harvest/harvester.h"
#include "target/watch/event_limiter.h"
#include "target/watch/event_window.h"
#include "target/watch/kernel_log.h"
#include "target/watch/live_system.h"

namespace faultbox::watch {

/// An event is over when nothing was logged for so long (an RCU stall pauses for seconds before it goes on), and is
/// recorded after so long at the latest.
inline constexpr uint64_t kQuietUs = 5'000'000;
inline constexpr uint64_t kLongestEventUs = 20'000'000;

/// What a Watcher works in; a program has it as one static object.
struct WatchWorkspace {
    harvest::Workspace harvest;
    LiveSystem::Workspace system;
    EventWindow window;
    std::array<char, 16 * 1024> record;  ///< The kernel's are at most 8 KiB.
};

struct WatchResult {
    uint32_t events = 0;
    uint32_t stored = 0;
    uint32_t repeated = 0;    ///< Events that were counted in a record that was there.
    uint32_t suppressed = 0;  ///< Events that were not recorded.
    uint64_t missed = 0;      ///< Messages.
    uint32_t problems = 0;
};

/// Follows the kernel's log and records the events that do not stop the machine. Between events it waits without a
/// timer. Only messages of the kernel count, not those that processes write to /dev/kmsg.
class Watcher : private harvest::CrashFilter {
  public:
    Watcher(WatchWorkspace& workspace, KernelLog& log, journal::Directory& directory, journal::RecordStore& store,
            journal::Pruner& pruner, harvest::EventParser& parser, const harvest::SystemIdentity& system,
            harvest::Reporter& reporter, const harvest::HarvestOptions& how = {}, harvest::TextFilter filter = nullptr)
        : workspace_(workspace),
          log_(log),
          store_(store),
          pruner_(pruner),
          parser_(parser),
          system_(system),
          live_system_(workspace.system, directory, system),
          reporter_(reporter),
          how_(how),
          filter_(filter) {}

    /// Leaves out messages up to this one: an earlier run has seen them.
    void SkipTo(uint64_t sequence) { skip_to_ = sequence; }

    /// Until the log says that the process is to end, or an error.
    Result<WatchResult> Run();

  private:
    void Take(std::string_view record);
    void NoteSequence(uint64_t sequence);
    bool ShowsEvent(std::string_view line);
    bool Wants(uint64_t signature) const override { return limiter_.IsAdmitted(signature); }
    uint32_t TakeUnread(uint64_t signature) override;
    void Finish(bool goes_on);
    bool FinishBatch(bool goes_on);
    void Store(std::string_view text);

    WatchWorkspace& workspace_;
    KernelLog& log_;
    journal::RecordStore& store_;
    journal::Pruner& pruner_;
    harvest::EventParser& parser_;
    const harvest::SystemIdentity& system_;
    LiveSystem live_system_;
    harvest::Reporter& reporter_;
    harvest::HarvestOptions how_;
    harvest::TextFilter filter_;
    EventLimiter limiter_;
    WatchFacts facts_;  // of the record that comes next
    WatchResult result_;
    std::optional<uint64_t> expected_;  // sequence
    std::optional<uint64_t> skip_to_;
    bool is_collecting_ = false;
    uint64_t deadline_us_ = 0;
    uint64_t latest_us_ = 0;
};

}  // namespace faultbox::watch
