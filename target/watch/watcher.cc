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

// Asks the limiter about the events of one batch, and finds its end.
class Admission : public harvest::EventVisitor {
  public:
    /// With `goes_on` the last event may not be whole yet: it is left to the next batch, unless it is the only one.
    Admission(EventLimiter& limiter, uint64_t now_us, bool goes_on)
        : limiter_(limiter), now_us_(now_us), goes_on_(goes_on) {}

    void Visit(const CrashEvent& event, uint16_t) override {
        if (is_full) return;
        if (newest_line_ != 0) Count();
        newest_line_ = event.first_line;
        newest_ = record::ComputeSignature(event).hash;
        is_full = events == kMostEvents;
        if (is_full) next_line = newest_line_;
    }
    void End() {
        if (is_full || newest_line_ == 0) return;
        if (goes_on_ && events != 0) {
            next_line = newest_line_;
        } else {
            Count();
        }
    }

    uint32_t events = 0;
    uint32_t suppressed = 0;
    bool is_any_admitted = false;
    bool is_full = false;    // there are more events than one batch takes
    uint32_t next_line = 0;  // 1-based, of the event that is left to the next batch

  private:
    void Count() {
        ++events;
        bool is_admitted = limiter_.Admit(newest_, now_us_);
        is_any_admitted |= is_admitted;
        suppressed += is_admitted ? 0 : 1;
    }

    EventLimiter& limiter_;
    uint64_t now_us_;
    bool goes_on_;
    uint64_t newest_ = 0;
    uint32_t newest_line_ = 0;
};

// How many bytes the lines before a line of that number have; all of them where there is no line before it.
size_t SizeBefore(std::string_view text, uint32_t line) {
    if (line <= 1) return text.size();
    size_t size = 0;
    while (--line != 0) size = text.find('\n', size) + 1;
    return size == 0 ? text.size() : size;
}

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
    if (window.is_full()) {
        Finish(true);
        line = window.Append(*record);
    }
    if (!is_collecting_) {
        if (!ShowsEvent(line)) return;
        is_collecting_ = true;
        facts_.first_sequence = record->sequence;
        latest_us_ = log_.NowUs() + kLongestEventUs;
    }
    facts_.last_sequence = record->sequence;
    deadline_us_ = std::min(log_.NowUs() + kQuietUs, latest_us_);
}

uint32_t Watcher::TakeUnread(uint64_t signature) {
    facts_.repeats = limiter_.TakeRepeats(signature);
    live_system_.SetFacts(facts_);
    return facts_.repeats;
}

void Watcher::Store(std::string_view text) {
    workspace_.harvest.correlation = record::Correlation();
    how_.filter = this;
    facts_.suppressed = limiter_.TakeSuppressed();
    WindowProvider provider(text);
    harvest::Harvester harvester(workspace_.harvest, store_, pruner_, parser_, system_, reporter_, &live_system_);
    harvest::HarvestResult harvested = harvester.Run(provider, how_);
    result_.stored += harvested.stored;
    result_.repeated += harvested.repeated;
    result_.problems += harvested.problems;
    facts_ = {};
}

// False when nothing is left that can be recorded now.
bool Watcher::FinishBatch(bool goes_on) {
    EventWindow& window = workspace_.window;
    Admission admission(limiter_, log_.NowUs(), goes_on);
    parser_.Parse(window.text(), admission);
    admission.End();
    result_.events += admission.events;
    result_.suppressed += admission.suppressed;
    size_t size = SizeBefore(window.text(), admission.next_line);
    // As if each line that is left were one message.
    uint64_t newest = facts_.last_sequence;
    uint64_t left = static_cast<uint64_t>(std::ranges::count(window.text().substr(size), '\n'));
    facts_.last_sequence -= std::min(newest, left);
    uint64_t next = facts_.last_sequence + 1;
    if (admission.is_any_admitted) Store(window.text().substr(0, size));
    limiter_.EndBatch();
    window.DropFirst(size);
    facts_.first_sequence = next;
    facts_.last_sequence = newest;
    return admission.is_full;
}

void Watcher::Finish(bool goes_on) {
    EventWindow& window = workspace_.window;
    if (is_collecting_) {
        if (filter_ != nullptr) filter_(window.MutableText(), how_.text.scrubbed);
        while (FinishBatch(goes_on)) {
        }
    } else {
        window.Clear();
    }
    is_collecting_ = !window.text().empty();
    uint64_t now_us = log_.NowUs();
    latest_us_ = now_us + kLongestEventUs;
    deadline_us_ = now_us + kQuietUs;
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
        if (is_over) {
            Finish(false);
        } else if (is_collecting_ && log_.NowUs() >= deadline_us_) {
            Finish(true);
        }
        if (!next) return std::unexpected(next.error());
        if (next->state == LogState::kStopped) return result_;
    }
}

}  // namespace faultbox::watch
