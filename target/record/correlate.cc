#include "target/record/correlate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "arch/registry.h"
#include "target/record/fnv.h"
#include "target/record/signature.h"

namespace faultbox::record {
namespace {

// A panic follows its oops at once, or after the five seconds that old kernels wait.
constexpr uint64_t kPanicDelayUs = 10'000'000;

uint64_t Distance(uint64_t a, uint64_t b) {
    return a > b ? a - b : b - a;
}

template <typename T>
bool Contradict(const std::optional<T>& a, const std::optional<T>& b) {
    return a && b && *a != *b;
}

// Could the two sources tell of one boot? Counters of dmesg records never repeat within a boot.
bool MayBeOneBoot(const SourceFacts& a, const SourceFacts& b) {
    if (a.count && b.count && a.count == b.count && a.part == b.part) return false;
    return !a.time_us || !b.time_us || Distance(*a.time_us, *b.time_us) <= kSameDumpUs;
}

bool AreSameEvent(const Sighting& a, const Sighting& b) {
    // Its headline is the last line of the log, which may be the first of a report.
    if ((a.kind == EventKind::kResetWithoutTrace) != (b.kind == EventKind::kResetWithoutTrace)) return false;
    if (AreOfOneEvent(a.lines, b.lines)) return true;
    if (Contradict(a.pid, b.pid) || Contradict(a.die_count, b.die_count) || Contradict(a.pc, b.pc)) return false;
    bool timed = a.time_us && b.time_us;
    if (a.headline != 0 && b.headline != 0) {
        if (a.headline != b.headline) return false;
        return timed ? a.time_us == b.time_us : a.signature == b.signature;
    }
    // One of the texts begins in the middle of the event: registers and task must speak for it.
    if (!a.pc || !b.pc || !a.pid || !b.pid) return false;
    return !timed || Distance(*a.time_us, *b.time_us) <= kPanicDelayUs;
}

// "Oops#1" and the "Panic#2" that it led to.
bool IsPanicAfter(const SourceFacts& oops, const SourceFacts& panic) {
    if (!oops.count || !panic.count || *panic.count - 1 != *oops.count) return false;
    if (std::string_view(panic.reason) != "Panic" || std::string_view(oops.reason) != "Oops") return false;
    if (!oops.time_us || !panic.time_us || *panic.time_us < *oops.time_us) return false;
    return *panic.time_us - *oops.time_us <= kPanicDelayUs;
}

bool ShowsBetter(const Sighting& a, const Sighting& b) {
    if ((a.headline != 0) != (b.headline != 0)) return a.headline != 0;
    return a.line_count > b.line_count;
}

bool ComesBefore(const Sighting& a, const Sighting& b) {
    if (a.has_event() != b.has_event()) return a.has_event();
    if (a.source == b.source) return a.first_line < b.first_line;
    if (a.time_us && b.time_us) return *a.time_us < *b.time_us;
    return a.source < b.source;
}

// Replaces the index that stands for a set by that of the member which `better` prefers.
template <typename Index, typename Better>
void Elect(std::span<Index> sets, Better better) {
    std::array<Index, format::kMaxSightings> chosen;
    for (Index i = 0; i < sets.size(); ++i) {
        if (sets[i] == i) chosen[i] = i;
    }
    for (Index i = 0; i < sets.size(); ++i) {
        if (better(i, chosen[sets[i]])) chosen[sets[i]] = i;
    }
    for (Index& set : sets) set = chosen[set];
}

}  // namespace

bool Sighting::may_end_system() const {
    constexpr uint64_t kStalls = uint64_t{1} << static_cast<unsigned>(EventKind::kHungTask) |
                                 uint64_t{1} << static_cast<unsigned>(EventKind::kSoftLockup) |
                                 uint64_t{1} << static_cast<unsigned>(EventKind::kHardLockup) |
                                 uint64_t{1} << static_cast<unsigned>(EventKind::kRcuStall) |
                                 uint64_t{1} << static_cast<unsigned>(EventKind::kWorkqueueStall);
    return !has_event() || severity == Severity::kFatal || (kStalls >> static_cast<unsigned>(kind) & 1) != 0;
}

uint64_t ContentId(std::optional<uint64_t> time_us, std::string_view text) {
    Fnv1a hash;
    hash.AddNumber(time_us.value_or(0));
    hash.Add(text);
    return hash.hash();
}

Sighting MakeSighting(const CrashEvent& event, uint8_t source, uint16_t index, uint64_t content_id) {
    Sighting sighting = MakeTextSighting(source, content_id);
    Fnv1a id;
    id.AddNumber(content_id);
    id.AddNumber(event.first_line);
    sighting.id = id.hash();
    sighting.signature = ComputeSignature(event).hash;
    Fnv1a fault;
    fault.AddNumber(sighting.signature);
    fault.Add(event.release);
    fault.Add(event.build);
    sighting.fault = fault.hash();
    bool begins_inside = std::ranges::any_of(
        event.damage, [](const Damage& damage) { return damage.kind == DamageKind::kBeginsInside; });
    if (!begins_inside && !event.headline.empty()) {
        Fnv1a headline;
        headline.Add(event.headline);
        sighting.headline = headline.hash();
    }
    sighting.time_us = event.time_us;
    if (const ArchInfo* arch = FindArch(event.arch)) sighting.pc = event.registers.Get(arch->pc);
    sighting.pid = event.pid;
    sighting.die_count = event.die_count;
    sighting.relation_to = event.relation_to;
    sighting.first_line = event.first_line;
    sighting.line_count = std::max<uint32_t>(event.line_count, 1);
    sighting.index = index;
    sighting.kind = event.kind;
    sighting.severity = event.severity;
    sighting.relation = event.relation;
    return sighting;
}

Sighting MakeTextSighting(uint8_t source, uint64_t content_id) {
    Sighting sighting;
    Fnv1a id;
    id.AddNumber(content_id);
    sighting.id = id.hash();
    sighting.source = source;
    return sighting;
}

void Correlation::Identify(uint8_t source, uint64_t identity) {
    uint64_t behind = 0;
    for (size_t i = sightings_.size(); i-- > 0;) {
        if (sightings_[i].source != source) continue;
        Fnv1a id;
        id.AddNumber(identity);
        id.AddNumber(behind++);
        sightings_[i].id = id.hash();
    }
}

// The smallest index of a set stands for it.
Correlation::Index Correlation::Find(std::span<Index> parents, Index of) {
    while (parents[of] != of) of = parents[of] = parents[parents[of]];
    return of;
}

void Correlation::Join(std::span<Index> parents, Index a, Index b) {
    a = Find(parents, a);
    b = Find(parents, b);
    parents[std::max(a, b)] = std::min(a, b);
}

void Correlation::JoinEvents(std::span<const SourceFacts> sources) {
    for (Index i = 0; i < sightings_.size(); ++i) {
        for (Index j = 0; j < i; ++j) {
            const Sighting &a = sightings_[i], &b = sightings_[j];
            if (a.source == b.source || !a.has_event() || !b.has_event()) continue;
            if (MayBeOneBoot(sources[a.source], sources[b.source]) && AreSameEvent(a, b)) Join(event_, i, j);
        }
    }
}

bool Correlation::ShowOtherOopses(uint8_t a, uint8_t b) {
    for (Index i = 0; i < sightings_.size(); ++i) {
        if (sightings_[i].source != a || !sightings_[i].die_count) continue;
        for (Index j = 0; j < sightings_.size(); ++j) {
            if (sightings_[j].source != b || sightings_[j].die_count != sightings_[i].die_count) continue;
            if (Find(event_, i) != Find(event_, j)) return true;
        }
    }
    return false;
}

void Correlation::JoinCrashes(std::span<const SourceFacts> sources) {
    for (Index i = 0; i < sightings_.size(); ++i) {
        Join(crash_, i, Find(event_, i));
        for (Index j = 0; j < sightings_.size(); ++j) {
            const Sighting &a = sightings_[i], &b = sightings_[j];
            if (a.source == b.source) {
                if (a.has_event() && a.relation_to == b.index && i != j) Join(crash_, i, j);
            } else if (IsPanicAfter(sources[a.source], sources[b.source])) {
                if (i != Gravest(a.source) || j != Gravest(b.source)) continue;
                if (!ShowOtherOopses(a.source, b.source)) Join(crash_, i, j);
            }
        }
    }
}

void Correlation::Group(std::span<const SourceFacts> sources) {
    auto count = static_cast<Index>(sightings_.size());
    for (Index i = 0; i < count; ++i) event_[i] = crash_[i] = i;
    JoinEvents(sources);
    JoinCrashes(sources);
    std::span<Index> events = std::span(event_).first(count);
    std::span<Index> crashes = std::span(crash_).first(count);
    for (Index i = 0; i < count; ++i) {
        events[i] = Find(events, i);
        crashes[i] = Find(crashes, i);
    }
    Elect(events, [&](Index a, Index b) { return ShowsBetter(sightings_[a], sightings_[b]); });
    Elect(crashes, [&](Index a, Index b) {
        // Only a representative is written, and the root is written.
        if ((events[a] == a) != (events[b] == b)) return events[a] == a;
        return ComesBefore(sightings_[a], sightings_[b]);
    });
}

std::optional<uint16_t> Correlation::Gravest(uint8_t source) const {
    std::optional<Index> gravest;
    for (Index i = 0; i < sightings_.size(); ++i) {
        const Sighting& sighting = sightings_[i];
        if (sighting.source != source) continue;
        if (!gravest || sighting.severity >= sightings_[*gravest].severity) gravest = i;
    }
    return gravest;
}

std::optional<uint16_t> Correlation::OwnerOf(uint8_t source) const {
    std::optional<Index> gravest = Gravest(source);
    if (!gravest) return std::nullopt;
    return crash_[*gravest];
}

}  // namespace faultbox::record
