#include "target/watch/watcher.h"

#include <gtest/gtest.h>

#include <charconv>
#include <deque>
#include <format>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"
#include "target/harvest/kernel_log_parser.h"
#include "target/manifest/manifest.h"
#include "tests/power/flash_directory.h"
#include "tests/power/stored_records.h"
#include "tests/unit/target/manifest/fake_system.h"

namespace faultbox::watch {
namespace {

constexpr uint64_t kSecond = 1'000'000;

/// A log whose records come at given times; then the process is told to end.
class FakeLog : public KernelLog {
  public:
    void Add(uint64_t at_us, const std::string& text, int priority = 4) {
        steps_.push_back({at_us, std::format("{},{},{},-;{}\n", priority, next_++, at_us, text)});
    }
    void Lose(uint64_t at_us, uint64_t count) {
        next_ += count;
        steps_.push_back({at_us, ""});
    }

    Result<LogResult> Next(std::span<char> buffer, std::optional<uint64_t> wait_us) override {
        ++waits_;
        bool is_late = steps_.empty() || (wait_us && steps_.front().at_us > now_us_ + *wait_us);
        if (wait_us && is_late) {
            now_us_ += *wait_us;
            return LogResult{LogState::kQuiet, {}};
        }
        if (steps_.empty()) return LogResult{LogState::kStopped, {}};
        Step step = steps_.front();
        steps_.pop_front();
        now_us_ = std::max(now_us_, step.at_us);
        if (step.record.empty()) return LogResult{LogState::kOverrun, {}};
        std::ranges::copy(step.record, buffer.begin());
        return LogResult{LogState::kRecord, {buffer.data(), step.record.size()}};
    }
    uint64_t NowUs() const override { return now_us_; }
    int waits() const { return waits_; }

  private:
    struct Step {
        uint64_t at_us;
        std::string record;
    };
    std::deque<Step> steps_;
    uint64_t next_ = 100;
    uint64_t now_us_ = 0;
    int waits_ = 0;
};

class Messages : public harvest::Reporter {
  public:
    void Problem(std::string_view where, const Error& error) override { ADD_FAILURE() << where << ": " << error.what; }
    void Stored(std::string_view, size_t) override {}
};

class Headlines : public harvest::EventVisitor {
  public:
    void Visit(const CrashEvent& event, uint16_t) override { all.emplace_back(event.headline); }
    std::vector<std::string> all;
};

class WatcherTest : public testing::Test {
  protected:
    WatchResult Watch(std::optional<uint64_t> skip_to = std::nullopt) {
        journal::RecordStore store(flash_, scratch_);
        journal::Pruner pruner(flash_, store, ids_);
        Watcher watcher(*workspace_, log_, flash_, store, pruner, *parser_, system_, messages_, {.keep = true});
        if (skip_to) watcher.SkipTo(*skip_to);
        return watcher.Run().value();
    }
    std::vector<format::CrashRecord> Stored() { return power::StoredRecords(flash_); }

    power::FlashDirectory flash_;
    FakeLog log_;
    manifest::FakeSystem system_;
    Messages messages_;
    std::unique_ptr<harvest::KernelLogParser> parser_ = std::make_unique<harvest::KernelLogParser>();
    std::unique_ptr<WatchWorkspace> workspace_ = std::make_unique<WatchWorkspace>();
    std::vector<journal::RecordId> ids_ = std::vector<journal::RecordId>(format::kMaxRecords);
    std::vector<uint8_t> scratch_ = std::vector<uint8_t>(format::kMaxRecordBytes);
};

// "[10934.271612] 9fa0: ...": the lines of a case as the kernel's log had them.
std::vector<std::pair<uint64_t, std::string>> ReadLog(const std::string& name) {
    std::ifstream file(FAULTBOX_TESTS_DIR "/cases/" + name + "/input.log");
    std::vector<std::pair<uint64_t, std::string>> lines;
    for (std::string line; std::getline(file, line);) {
        uint64_t seconds = 0, fraction = 0;
        int skipped = 0;
        if (sscanf(line.c_str(), "[%lu.%6lu] %n", &seconds, &fraction, &skipped) != 2) continue;
        lines.emplace_back(seconds * kSecond + fraction, line.substr(line.find("] ") + 2));
    }
    return lines;
}

// Whatever the parser finds in the whole text of a real log, the watcher finds in the same messages one by one.
TEST_F(WatcherTest, FindsInMessagesWhatStandsInTheText) {
    for (const char* name :
         {"x86_64-segfaults-with-code", "arm-5.10-hung-task-jbd2", "x86_64-5.15-ubsan-array-index",
          "arm64-6.5-soft-lockup-udevadm", "arm64-6.12-rcu-stall-nmi", "x86_64-aer-receiver-errors"}) {
        flash_ = power::FlashDirectory();
        log_ = {};
        std::string text;
        for (const auto& [time_us, line] : ReadLog(name)) {
            text += std::format("<4>[{:5}.{:06}] {}\n", time_us / kSecond, time_us % kSecond, line);
            log_.Add(time_us, line);
        }
        Headlines whole;
        parser_->Parse(text, whole);
        ASSERT_FALSE(whole.all.empty()) << name;
        WatchResult result = Watch();
        EXPECT_EQ(result.events, whole.all.size()) << name;
        EXPECT_EQ(result.missed, 0u);
        std::vector<std::string> found;
        for (const format::CrashRecord& record : Stored()) {
            for (const format::Event& event : record.event()) found.push_back(event.headline());
        }
        // A fault that repeats is counted in its record.
        EXPECT_EQ(found.size() + result.repeated + result.suppressed, whole.all.size()) << name;
        if (result.repeated == 0) EXPECT_EQ(found, whole.all) << name;
        for (const std::string& headline : found) EXPECT_TRUE(std::ranges::contains(whole.all, headline)) << headline;
    }
}

TEST_F(WatcherTest, TheRecordSaysWhereAndOnWhichSystem) {
    manifest::ManifestStore manifests(flash_);
    config::Config settings;
    settings.unit_id = "SN 4711";
    auto workspace = std::make_unique<manifest::ManifestWorkspace>();
    ASSERT_TRUE(manifest::Manifest(*workspace, manifests, system_, system_, settings).Update());
    log_.Add(kSecond, "usb 1-1: new device");
    log_.Add(90165 * kSecond,
             "ipt2socks[23624]: segfault at 7f743ba13998 ip 000000000040aebd sp 00007ffc5ed483f0 error 4 in "
             "ipt2socks[404000+1a000]",
             6);
    WatchResult result = Watch();
    EXPECT_EQ(result.stored, 1u);
    std::vector<format::CrashRecord> records = Stored();
    ASSERT_EQ(records.size(), 1u);
    const format::CrashRecord& record = records[0];
    EXPECT_EQ(record.source(0).kind(), format::Source::KMSG);
    EXPECT_EQ(record.event(0).time_us(), 90165 * kSecond);
    EXPECT_EQ(record.watch().first_sequence(), 101u);
    EXPECT_EQ(record.watch().last_sequence(), 101u);
    EXPECT_FALSE(record.watch().has_missed() || record.watch().has_repeats());
    EXPECT_EQ(record.crashed().join(), format::Identity::SAME_BOOT);
    EXPECT_EQ(record.crashed().unit_id(), "SN 4711");
    EXPECT_EQ(record.crashed().boot_count(), 1u);
    EXPECT_EQ(record.crashed().build_id(), "KERNEL-BUILD-ID-1234");
    EXPECT_EQ(record.harvester().boot_id(), "boot id number 1");
    EXPECT_FALSE(record.harvester().has_release());
    ASSERT_EQ(record.text_size(), 1);
}

TEST_F(WatcherTest, WithoutAManifestTheSystemSpeaksForItself) {
    log_.Add(kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]");
    EXPECT_EQ(Watch().stored, 1u);
    EXPECT_EQ(Stored()[0].crashed().release(), "4.4.45-g66454cd");
    EXPECT_FALSE(Stored()[0].crashed().has_unit_id());
}

// Nothing is waited for with a timer but the end of an event.
TEST_F(WatcherTest, AnIdleLogWakesNobody) {
    for (int i = 0; i < 50; ++i) log_.Add(i * 3600 * kSecond, "usb 1-1: new device");
    Watch();
    EXPECT_EQ(log_.waits(), 51);
    EXPECT_TRUE(flash_.names().empty());
}

TEST_F(WatcherTest, AFloodOfOneFaultIsCounted) {
    for (int i = 0; i < 500; ++i) {
        log_.Add(i * 7 * kSecond,
                 std::format("INFO: task kworker/u113:10:666 blocked for more than {} seconds.", 120 + i));
    }
    // An hour and more later.
    log_.Add(9000 * kSecond, "INFO: task kworker/u113:10:666 blocked for more than 999 seconds.");
    WatchResult result = Watch();
    EXPECT_EQ(result.events, 501u);
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.suppressed, 497u);
    EXPECT_EQ(result.repeated, 500u);  // two at once, and the last with those that were not read
    EXPECT_EQ(Stored().size(), 1u);
    journal::RecordStore store(flash_, scratch_);
    std::array<journal::RecordId, 2> ids;
    ASSERT_EQ(store.List(ids).value(), 1u);
    EXPECT_EQ(store.Load(ids[0])->repeats.newest()->count, 501u);
}

// In one text with others that are recorded, and more of them than one harvest takes: each is counted once.
TEST_F(WatcherTest, AFloodInOneTextIsCountedOnce) {
    const std::string line = "INFO: task kworker/u113:10:666 blocked for more than 120 seconds.";
    for (int i = 0; i < 300; ++i) log_.Add(i * 1000, line);
    log_.Add(100 * kSecond, line);
    WatchResult result = Watch();
    EXPECT_EQ(result.events, 301u);
    EXPECT_EQ(result.stored, 1u);
    EXPECT_EQ(result.repeated + result.suppressed, 300u);
    journal::RecordStore store(flash_, scratch_);
    std::array<journal::RecordId, 2> ids;
    ASSERT_EQ(store.List(ids).value(), 1u);
    EXPECT_EQ(store.Load(ids[0])->repeats.newest()->count + result.suppressed, 301u);
}

// What 6.1 on ARM logs of one WARN().
constexpr std::string_view kWarning =
    R"(------------[ cut here ]------------
WARNING: CPU: 0 PID: 1 at /usr/src/noise/lab_noise.c:21 set_warn+0x5c/0x84 [lab_noise]
codec: buffer underrun
Modules linked in: lab_noise(O)
CPU: 0 PID: 1 Comm: init Tainted: G           O       6.1.192-faultbox-lab #1  999118692fa73ed5a5c322710a9ffb7191711124
Hardware name: Generic DT based system
 unwind_backtrace from show_stack+0x10/0x14
 show_stack from dump_stack_lvl+0x40/0x4c
 dump_stack_lvl from __warn+0x84/0xc8
 __warn from warn_slowpath_fmt+0x130/0x1b0
 warn_slowpath_fmt from set_warn+0x5c/0x84 [lab_noise]
 set_warn [lab_noise] from param_attr_store+0x5c/0xb4
 param_attr_store from kernfs_fop_write_iter+0x10c/0x1f4
 kernfs_fop_write_iter from vfs_write+0x1f4/0x36c
 vfs_write from ksys_write+0x60/0xcc
 ksys_write from ret_fast_syscall+0x0/0x4c
Exception stack(0xc0c37fa8 to 0xc0c37ff0)
7fa0:                   000001d4 010bef38 00000001 010bef38 00000002 00000001
7fc0: 000001d4 010bef38 00000002 00000004 0014b470 be863bf0 00000020 010bdf30
7fe0: 00000004 be863ba8 000c381f 00011226
---[ end trace 0000000000000000 ]---
)";

// Where a text ends because it is full or has lasted for long, its last event goes on in the next one: it is neither
// lost nor taken for two.
TEST_F(WatcherTest, AFloodIsCutBetweenEvents) {
    int number = 0;
    for (int i = 0; i < 400; ++i) {
        std::istringstream lines{std::string(kWarning)};
        for (std::string line; std::getline(lines, line);) log_.Add(++number * 3000, line);
    }
    WatchResult result = Watch();
    EXPECT_EQ(result.events, 400u);
    EXPECT_EQ(Stored().size(), 1u);
    EXPECT_EQ(result.stored + result.repeated + result.suppressed, 400u);
}

// A text of many faults does not get around the bound for all together, and each record tells of its own repeats.
TEST_F(WatcherTest, ManyFaultsInOneText) {
    auto task = [](int i) {
        return std::format("INFO: task {}:{} blocked for more than 120 seconds.", char('A' + i), i);
    };
    for (int i = 0; i < 4; ++i) log_.Add(i * 100 * kSecond, task(0));  // the last one is not recorded
    for (int i = 0; i < 26; ++i) log_.Add(4000 * kSecond + i, task(i));
    WatchResult result = Watch();
    EXPECT_EQ(result.events, 30u);
    EXPECT_EQ(Stored().size() + result.repeated + result.suppressed, 31u);  // one of them was suppressed, then counted
    EXPECT_LE(Stored().size(), 20u);
    EXPECT_FALSE(Stored()[1].watch().has_repeats());
}

// A storm without a pause is recorded while it lasts, and bounded.
TEST_F(WatcherTest, AStormWithoutAPause) {
    std::string line(500, 'x');
    for (int i = 0; i < 20'000; ++i) {
        log_.Add(i * 1000, i % 100 == 0
                               ? std::format("watchdog: BUG: soft lockup - CPU#{} stuck for 23s! [a:{}]", i % 7, i)
                               : line);
    }
    WatchResult result = Watch();
    EXPECT_GT(result.stored, 0u);
    EXPECT_LE(Stored().size(), 20u);
}

TEST_F(WatcherTest, SaysWhatWasMissed) {
    log_.Add(kSecond, "usb 1-1: new device");  // 100
    log_.Lose(2 * kSecond, 40);                // 101 to 140
    log_.Add(3 * kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]");
    log_.Add(100 * kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [systemd:1]");
    WatchResult result = Watch();
    EXPECT_EQ(result.missed, 40u);
    std::vector<format::CrashRecord> records = Stored();
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].watch().missed(), 40u);
    EXPECT_EQ(records[0].watch().first_missed(), 101u);
    EXPECT_FALSE(records[1].watch().has_missed());
}

// A process can write to /dev/kmsg, with a facility of its own: the kernel sees to that.
TEST_F(WatcherTest, AProcessCannotMakeACrashUp) {
    log_.Add(kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]", 8 + 4);
    EXPECT_EQ(Watch().events, 0u);
    EXPECT_TRUE(flash_.names().empty());
}

TEST_F(WatcherTest, AnEarlierRunsRecordsAreNotMadeAgain) {
    log_.Add(kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]");
    EXPECT_EQ(Watch(100).events, 0u);
    log_.Add(kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]");
    EXPECT_EQ(Watch(100).events, 1u);
}

// What is being collected when the process is told to end is not lost.
TEST_F(WatcherTest, AnEventIsRecordedWhenTheProcessEnds) {
    log_.Add(kSecond, "watchdog: BUG: soft lockup - CPU#1 stuck for 842s! [udevadm:94]");
    log_.Add(kSecond + 10, "CPU: 1 PID: 94 Comm: udevadm Tainted: G             L     6.5.0-1007-azure #7");
    EXPECT_EQ(Watch().stored, 1u);
    EXPECT_EQ(Stored()[0].event(0).comm(), "udevadm");
}

}  // namespace
}  // namespace faultbox::watch
