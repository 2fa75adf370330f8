#include "target/watch/watcher.h"

#include <algorithm>

#include "target/format/limits.h"
#include "target/record/signature.h"
#include "target/watch/kmsg_record.h"

namespace faultbox::watch {
namespace {

// Events in one text: half of what one harvest takes, since an event may be seen twice.
constexpr uint32_t kMostEvents = format::kMaxSightings / 2;

// The window's text as the one entry of a harvest.
class WindowProvider : public harvest::TextProvider {
  public:
    explicit WindowProvider(std::string_view text) : text_(text) {}

    uint32_t entry_count() const override { return 1; }
    std::string_view EntryName(uint32_t) const override { return "kmsg"; }
    Result<std::string_view> Load(uint32_t, std::span<char> buffer, record::SourceFacts& facts) override {
        facts.kind = record::SourceKind::kKmsg;
        facts.name = EntryName(0);
        size_t size = std::min(text_.size(), buffer.size());
        std::copy_n(text_.begin(), size, buffer.begin());
        return std::string_view(buffer.data(), size);
    }
    Result<void> Remove(uint32_t) override { return {}; }

  private:
    std::string_view text_;
};

class FoundAny : public harvest::EventVisitor {
  public:
    void Visit(const CrashEvent&, uint16_t) override { found = true; }
    bool found = false;
};

class Admission : public harvest::EventVisitor {
  public:
    Admission(EventLimiter& limiter, uint64_t now_us) : limiter_(limiter), now_us_(now_us) {}

    void Visit(const CrashEvent& event, uint16_t) override {
        ++events;
        uint64_t signature = record::ComputeSignature(event).hash;
        if (!limiter_.Admit(signature, now_us_)) {
            ++suppressed;
            return;
        }
        is_any_admitted = true;
    }
    uint32_t events = 0;
    uint32_t suppressed = 0;
    bool is_any_admitted = false;

  private:
    EventLimiter& limiter_;
    uint64_t now_us_;
};

}  // namespace

bool Watcher::ShowsEvent(std::string_view line) {
    FoundAny found;
    parser_.Parse(line, found);
    return found.found;
}

void Watcher::NoteSequence(uint64_t sequence) {
    if (expected_ && sequence > *expected_) {
        if (facts_.missed == 0) facts_.first_missed = *expected_;
        facts_.missed += sequence - *expected_;
        result_.missed += sequence - *expected_;
    }
    expected_ = sequence + 1;
}

void Watcher::Take(std::string_view text) {
    std::optional<KmsgRecord> record = ParseKmsgRecord(text);
    if (!record) return;
    NoteSequence(record->sequence);
    // A process must not be able to make a crash up.
    if (record->facility != 0 || (skip_to_ && record->sequence <= *skip_to_)) return;
    EventWindow& window = workspace_.window;
    if (!is_collecting_) window.TrimToHistory();
    std::string_view line = window.Append(*record);
    bool shows_event = ShowsEvent(line);
    if (shows_event && ++events_shown_ > kMostEvents && record->flag != '+') {
        window.Drop(line.size());
        Finish();
        line = window.Append(*record);
        events_shown_ = 1;
    }
    if (!is_collecting_) {
        if (!shows_event) return;
        is_collecting_ = true;
        facts_.first_sequence = record->sequence;
        latest_us_ = log_.NowUs() + kLongestEventUs;
    }
    facts_.last_sequence = record->sequence;
    deadline_us_ = std::min(log_.NowUs() + kQuietUs, latest_us_);
}

bool Watcher::AdmitEvents() {
    Admission admission(limiter_, log_.NowUs());
    parser_.Parse(workspace_.window.text(), admission);
    result_.events += admission.events;
    result_.suppressed += admission.suppressed;
    if (!admission.is_any_admitted) return false;
    facts_.suppressed = limiter_.TakeSuppressed();
    return true;
}

uint32_t Watcher::TakeUnread(uint64_t signature) {
    facts_.repeats = limiter_.TakeRepeats(signature);
    live_system_.SetFacts(facts_);
    return facts_.repeats;
}

void Watcher::Store() {
    workspace_.harvest.correlation = record::Correlation();
    how_.filter = this;
    WindowProvider provider(workspace_.window.text());
    harvest::Harvester harvester(workspace_.harvest, store_, pruner_, parser_, system_, reporter_, &live_system_);
    harvest::HarvestResult harvested = harvester.Run(provider, how_);
    result_.stored += harvested.stored;
    result_.repeated += harvested.repeated;
    result_.problems += harvested.problems;
    facts_ = {};
}

void Watcher::Finish() {
    if (is_collecting_ && filter_ != nullptr) filter_(workspace_.window.MutableText(), how_.text.scrubbed);
    if (is_collecting_ && AdmitEvents()) Store();
    limiter_.EndBatch();
    is_collecting_ = false;
    events_shown_ = 0;
    workspace_.window.Clear();
}

Result<WatchResult> Watcher::Run() {
    while (true) {
        std::optional<uint64_t> wait_us;
        if (is_collecting_) {
            uint64_t now_us = log_.NowUs();
            wait_us = deadline_us_ > now_us ? deadline_us_ - now_us : 0;
        }
        Result<LogResult> next = log_.Next(workspace_.record, wait_us);
        if (next && next->state == LogState::kRecord) Take(next->record);
        bool is_over = !next || next->state == LogState::kStopped || next->state == LogState::kQuiet;
        if (is_collecting_ && (log_.NowUs() >= deadline_us_ || workspace_.window.is_full())) is_over = true;
        if (is_over) Finish();
        if (!next) return std::unexpected(next.error());
        if (next->state == LogState::kStopped) return result_;
    }
}

}  // namespace faultbox::watch
