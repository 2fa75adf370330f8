#include "target/ramoops/layout_rule.h"

#include <algorithm>
#include <bit>

#include "target/ramoops/dmesg_record.h"

namespace faultbox::ramoops {
namespace {

constexpr uint32_t kSmallestTried = 0x1000;  // MIN_MEM_SIZE of fs/pstore/ram.c.
constexpr uint32_t kMostCpus = 256;

// The sizes to try, in ascending order: {0, 4 KiB, 8 KiB ...}, or the given one only.
class SizesToTry {
  public:
    SizesToTry(const std::optional<uint64_t>& given, uint32_t region_size, bool none_too) {
        if (given) {
            // ramoops_probe: rounddown_pow_of_two.
            first_ = last_ = std::bit_floor(static_cast<uint32_t>(std::min<uint64_t>(*given, UINT32_MAX)));
        } else {
            first_ = none_too ? 0 : kSmallestTried;
            last_ = region_size;
        }
    }
    template <typename Visitor>
    void ForEach(Visitor visit) const {
        for (uint64_t size = first_; size <= last_; size = size == 0 ? kSmallestTried : size * 2) {
            visit(static_cast<uint32_t>(size));
            if (size == last_) break;
        }
    }

  private:
    uint32_t first_;
    uint32_t last_;
};

bool HasKind(const FoundHeader& header, ZoneKind kind) {
    return header.signature == (kind == ZoneKind::kFtrace ? SignatureKind::kFtrace : SignatureKind::kPlain);
}

bool Begins(Bytes region, ZoneKind kind, uint32_t offset, uint32_t size) {
    FoundHeader header = HeaderAt(region, offset);
    return HasKind(header, kind) && size > kZoneHeaderBytes && header.size <= size - kZoneHeaderBytes;
}

// The number of CPUs whose zones all have ftrace's signature.
uint32_t CountFtraceZones(Bytes region, LayoutRule rule) {
    uint32_t first = 0;
    rule.ForEachZone([&](ZoneKind kind, uint32_t, uint32_t offset, uint32_t) {
        if (kind == ZoneKind::kFtrace) first = offset;
    });
    if (!HasKind(HeaderAt(region, first), ZoneKind::kFtrace)) return 1;
    auto all_begin = [&](uint32_t count, uint32_t size) {
        for (uint32_t i = 0; i < count; ++i) {
            if (!Begins(region, ZoneKind::kFtrace, first + i * size, size)) return false;
        }
        return true;
    };
    for (rule.ftrace_zones = kMostCpus; rule.ftrace_zones > 1; --rule.ftrace_zones) {
        if (all_begin(rule.ftrace_zones, rule.FtraceZoneSize())) break;
    }
    return rule.ftrace_zones;
}

class RuleSearch {
  public:
    // `given`: the record size is known, so that there are few rules to try, and one of them must be right.
    RuleSearch(Bytes region, const FoundHeaders& found, uint32_t ecc_size, bool given)
        : region_(region), found_(found), ecc_size_(ecc_size), given_(given), best_score_(given ? INT32_MIN : 0) {}

    void Try(LayoutRule rule) {
        if (!rule.Fits() || (!given_ && !IsPossible(rule))) return;
        bool may_be_split = rule.ftrace_size != 0 && std::ranges::any_of(found_, [](const FoundHeader& header) {
                                return header.signature == SignatureKind::kFtrace;
                            });
        if (may_be_split) rule.ftrace_zones = CountFtraceZones(region_, rule);
        int score = 0;
        uint32_t end = 0;
        rule.ForEachZone([&](ZoneKind kind, uint32_t, uint32_t offset, uint32_t size) {
            score += Score(kind, offset, size);
            end = offset + size;
        });
        // Of equals the one that leaves less memory unused.
        if (score < best_score_ || (score == best_score_ && end <= best_end_)) return;
        best_end_ = end;
        best_score_ = score;
        best_ = rule;
    }

    const LayoutRule& best() const { return best_; }

  private:
    // A zone without a header speaks against its rule, though not much for ftrace: its place stays empty where it is
    // not built in. A header with the wrong content behind it, a dump in a ring or none in a dump zone, says little.
    int Score(ZoneKind kind, uint32_t offset, uint32_t size) const {
        if (!Begins(region_, kind, offset, size)) return kind == ZoneKind::kFtrace ? -1 : -2;
        FoundHeader header = HeaderAt(region_, offset);
        if (kind == ZoneKind::kFtrace) return 4;
        if (kind != ZoneKind::kDmesg && EndsWithParity(offset, size)) return 5;
        if (header.size == 0) return 4;
        bool is_dump = ParseDumpHeader(region_.subspan(offset + kZoneHeaderBytes, header.size)).has_value();
        return is_dump == (kind == ZoneKind::kDmesg) ? 4 : 1;
    }

    // The parity of a header ends where its zone does.
    bool EndsWithParity(uint32_t offset, uint32_t size) const {
        Result<Zone> zone = Zone::Open(region_.subspan(offset, size), ecc_size_);
        return ecc_size_ != 0 && zone && zone->header().corrected == 0u;
    }

    // Cuts the search: some two neighbouring headers must be as far apart as the dump zones are, or there is one only.
    bool IsPossible(const LayoutRule& rule) const {
        const uint32_t size = rule.dump_size();
        if (size == 0) return true;
        if (rule.dump_count() == 1) {
            return std::ranges::any_of(found_, [&](const FoundHeader& header) { return header.offset == size; }) ||
                   found_.size() == 1;
        }
        const size_t looked_at = std::min<size_t>(found_.size(), 8);
        for (size_t i = 0; i + 1 < looked_at; ++i) {
            if (found_[i + 1].offset - found_[i].offset == size) return true;
        }
        return false;
    }

    Bytes region_;
    const FoundHeaders& found_;
    uint32_t ecc_size_;
    bool given_;
    LayoutRule best_;
    int best_score_;
    uint32_t best_end_ = UINT32_MAX;  // Until there is a best rule: a score has to be above the first.
};

}  // namespace

uint32_t LayoutRule::dump_count() const {
    return record_size == 0 ? 0 : (region_size - console_size - ftrace_size - pmsg_size) / record_size;
}

uint32_t LayoutRule::dump_size() const {
    const uint32_t count = dump_count();
    if (count == 0) return 0;
    if (generation == Generation::kRecordSized) return record_size;
    return Rounded((region_size - console_size - ftrace_size - pmsg_size) / count);
}

uint32_t LayoutRule::FtraceZoneSize() const {
    return Rounded(ftrace_size / ftrace_zones);
}

uint32_t LayoutRule::Rounded(uint32_t size) const {
    bool is_even = generation == Generation::kDividedEven || generation == Generation::kPmsgFirst;
    return is_even ? size & ~1u : size;
}

bool LayoutRule::Fits() const {
    uint64_t others = uint64_t{console_size} + ftrace_size + pmsg_size;
    if (others > region_size) return false;
    return record_size == 0 ? others > 0 : dump_count() > 0 && dump_count() <= kMaxZones;
}

LayoutRule FindRule(Bytes region, const RegionOptions& options, const FoundHeaders& found, uint32_t ecc_size) {
    const auto size = static_cast<uint32_t>(region.size());
    RuleSearch search(region, found, ecc_size, options.record_size.has_value());
    LayoutRule rule{.region_size = size};
    const SizesToTry consoles(options.console_size, size, true), pmsgs(options.pmsg_size, size, true);
    const SizesToTry ftraces(options.ftrace_size, size, true), records(options.record_size, size, true);
    records.ForEach([&](uint32_t record_size) {
        rule.record_size = record_size;
        consoles.ForEach([&](uint32_t console_size) {
            rule.console_size = console_size;
            ftraces.ForEach([&](uint32_t ftrace_size) {
                rule.ftrace_size = ftrace_size;
                pmsgs.ForEach([&](uint32_t pmsg_size) {
                    rule.pmsg_size = pmsg_size;
                    for (Generation generation : {Generation::kDividedEven, Generation::kDivided,
                                                  Generation::kPmsgFirst, Generation::kRecordSized}) {
                        rule.generation = generation;
                        search.Try(rule);
                    }
                });
            });
        });
    });
    return search.best();
}

uint32_t CountConfirmed(Bytes region, const LayoutRule& rule) {
    uint32_t confirmed = 0;
    rule.ForEachZone([&](ZoneKind kind, uint32_t, uint32_t offset, uint32_t size) {
        confirmed += Begins(region, kind, offset, size);
    });
    return confirmed;
}

}  // namespace faultbox::ramoops
