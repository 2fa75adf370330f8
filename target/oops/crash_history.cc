#include "target/oops/crash_history.h"

#include <algorithm>

#include "target/oops/rules.h"

namespace faultbox {
namespace {

// With fewer registers, different crashes may look alike.
constexpr int kFewestRegisters = 8;

// FNV-1a, 32 bits (draft-eastlake-fnv, section 4).
class Hash {
  public:
    void Add(uint8_t byte) { value_ = (value_ ^ byte) * 16777619u; }
    void Add(uint64_t word) {
        for (int shift = 0; shift < 64; shift += 8) Add(static_cast<uint8_t>(word >> shift));
    }
    uint32_t value() const { return value_; }

  private:
    uint32_t value_ = 2166136261u;
};

// The report is printed whole before the kernel panics, which takes seconds on a slow console. Without times, the order
// has to do.
bool IsSoonAfter(std::optional<uint64_t> report_us, std::optional<uint64_t> panic_us) {
    constexpr uint64_t kLongestReportUs = 60'000'000;
    if (!report_us || !panic_us) return true;
    return *panic_us >= *report_us && *panic_us - *report_us <= kLongestReportUs;
}

uint32_t HashOf(std::string_view text) {
    if (text.empty()) return 0;
    Hash hash;
    for (char c : text) hash.Add(static_cast<uint8_t>(c));
    return hash.value();
}

uint32_t HashOf(const RegisterSet& registers) {
    if (registers.count() < kFewestRegisters) return 0;
    Hash hash;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        std::optional<uint64_t> value = registers.Get(id);
        if (!value) continue;
        hash.Add(static_cast<uint8_t>(id));
        hash.Add(*value);
    }
    return hash.value();
}

}  // namespace

void CrashHistory::Boot() {
    root_.reset();
    ++boot_;
}

// A text that begins while an event was printed begins inside of that event: in Panic#2, what is left of Oops#1.
bool CrashHistory::HoldsBeginOf(const Print& a, const Print& b) {
    if (!b.orphan || !a.time_us || !a.end_us || !b.time_us || *b.time_us < *a.time_us) return false;
    return *b.time_us <= *a.end_us && (a.registers == 0 || b.registers == 0);
}

// The same words in the same microsecond are one message; across a boot message, which a second copy of a log brings
// along, the registers must agree, too. Without the time, the kernel's own count of its oopses and the registers must
// agree within one run of the machine.
bool CrashHistory::IsSame(const Print& a, const Print& b) {
    bool same_registers = a.registers != 0 && a.registers == b.registers;
    bool same_words = a.headline != 0 && a.headline == b.headline && a.time_us && a.time_us == b.time_us;
    if (same_words && (a.boot == b.boot || same_registers)) return true;
    if (a.boot == b.boot && HoldsBeginOf(a, b)) return true;
    if (a.boot != b.boot || !same_registers) return false;
    if (a.orphan || b.orphan) return !a.die_count || !b.die_count || a.die_count == b.die_count;
    return (!a.time_us || !b.time_us) && a.die_count && a.die_count == b.die_count;
}

const CrashHistory::Print* CrashHistory::Find(const Print& print) const {
    size_t known = std::min<size_t>(count_, prints_.size());
    for (size_t i = 0; i < known; ++i) {
        if (IsSame(prints_[i], print)) return &prints_[i];
    }
    return nullptr;
}

// The last report of the kind that the panic is over.
const CrashHistory::Print* CrashHistory::FindCause(const CrashEvent& panic) const {
    EventKind kind = ReportBehindPanic(panic.panic_reason);
    if (kind == EventKind::kUnknown) return nullptr;
    for (uint32_t back = 1; back <= std::min<size_t>(count_, prints_.size()); ++back) {
        const Print& print = prints_[(count_ - back) % prints_.size()];
        if (print.boot != boot_) break;
        if (print.kind == kind) return IsSoonAfter(print.time_us, panic.time_us) ? &print : nullptr;
    }
    return nullptr;
}

bool CrashHistory::Holds(std::string_view headline, uint64_t time_us) const {
    uint32_t hash = HashOf(headline);
    size_t known = std::min<size_t>(count_, prints_.size());
    return std::any_of(prints_.begin(), prints_.begin() + known,
                       [&](const Print& print) { return print.headline == hash && print.time_us == time_us; });
}

void CrashHistory::Relate(CrashEvent& event, bool orphan, std::optional<uint64_t> end_us) {
    Print print{.index = count_,
                .boot = boot_,
                .headline = HashOf(event.headline),
                .registers = HashOf(event.registers),
                .time_us = event.time_us,
                .end_us = end_us,
                .die_count = event.die_count,
                .kind = event.kind,
                .orphan = orphan};
    if (const Print* same = Find(print)) {
        event.relation = Relation::kSameCrash;
        event.relation_to = same->index;
        // A third copy is a copy of the first one, too.
        print.index = same->index;
        if (!root_ && event.severity == Severity::kFatal) root_ = same->index;
    } else if (root_) {
        event.relation = Relation::kFollowed;
        event.relation_to = root_;
    } else if (const Print* cause = FindCause(event)) {
        root_ = cause->index;
        event.relation = Relation::kFollowed;
        event.relation_to = root_;
    } else if (event.severity == Severity::kFatal || orphan) {
        root_ = count_;
    }
    prints_[count_++ % prints_.size()] = print;
}

}  // namespace faultbox
