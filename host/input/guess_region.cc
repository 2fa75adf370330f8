#include "host/input/guess_region.h"

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "arch/common/byte_reader.h"
#include "target/ramoops/layout_rule.h"
#include "target/ramoops/signature_scan.h"
#include "target/ramoops/zone.h"

namespace faultbox {
namespace {

using ramoops::Generation;
using ramoops::LayoutRule;

constexpr uint32_t kUsualEccSize = 16;
constexpr uint32_t kSmallestZone = 0x1000;  // MIN_MEM_SIZE of fs/pstore/ram.c.
constexpr size_t kMostBytes = size_t{4} << 20;
constexpr size_t kMostHeaders = 100'000;  // Of all rules together: one takes some microseconds.

enum class HeaderState : uint8_t { kUnsound, kCorrected, kIntact };

struct Score {
    uint32_t sound = 0;
    uint32_t corrected = 0;
};

// Looks at headers, each place and size once.
class Headers {
  public:
    explicit Headers(Bytes region) : region_(region) {}

    HeaderState At(uint32_t offset, uint32_t size) {
        auto [entry, is_new] = known_.try_emplace(uint64_t{offset} << 32 | size, HeaderState::kUnsound);
        if (is_new && known_.size() <= kMostHeaders) entry->second = Look(offset, size);
        return entry->second;
    }
    bool exhausted() const { return known_.size() > kMostHeaders; }

  private:
    HeaderState Look(uint32_t offset, uint32_t size) const {
        Result<Bytes> bytes = Slice(region_, offset, size);
        if (!bytes) return HeaderState::kUnsound;
        Result<ramoops::Zone> zone = ramoops::Zone::Open(*bytes, kUsualEccSize);
        if (!zone || !zone->header().corrected || !zone->CheckHeader()) return HeaderState::kUnsound;
        return *zone->header().corrected == 0 ? HeaderState::kIntact : HeaderState::kCorrected;
    }

    Bytes region_;
    std::unordered_map<uint64_t, HeaderState> known_;
};

Score ScoreOf(const LayoutRule& rule, Headers& headers) {
    Score score;
    bool first = true, hopeless = false;
    rule.ForEachZone([&](ramoops::ZoneKind, uint32_t, uint32_t offset, uint32_t size) {
        if (hopeless || headers.exhausted()) return;
        HeaderState state = headers.At(offset, size);
        hopeless = first && state == HeaderState::kUnsound;
        first = false;
        score.sound += state != HeaderState::kUnsound;
        score.corrected += state == HeaderState::kCorrected;
    });
    return score;
}

// None, 4 KiB, 8 KiB ... up to the region.
std::vector<uint32_t> SizesFor(size_t region_size) {
    std::vector<uint32_t> sizes = {0};
    for (uint32_t size = kSmallestZone; size <= region_size; size *= 2) sizes.push_back(size);
    return sizes;
}

// Calls `visit` for each way to split a region.
template <typename Visitor>
void ForEachRule(size_t region_size, Visitor visit) {
    constexpr std::array kGenerations = {Generation::kDividedEven, Generation::kDivided, Generation::kRecordSized,
                                         Generation::kPmsgFirst};
    const std::vector<uint32_t> sizes = SizesFor(region_size);
    LayoutRule rule{.region_size = static_cast<uint32_t>(region_size)};
    for (Generation generation : kGenerations) {
        for (uint32_t record : std::span(sizes).subspan(1)) {
            for (uint32_t console : sizes) {
                for (uint32_t ftrace : sizes) {
                    for (uint32_t pmsg : sizes) {
                        rule.generation = generation;
                        rule.record_size = record;
                        rule.console_size = console;
                        rule.ftrace_size = ftrace;
                        rule.pmsg_size = pmsg;
                        if (rule.Fits()) visit(rule);
                    }
                }
            }
        }
    }
}

}  // namespace

std::optional<RegionSizes> GuessRegionSizes(Bytes region) {
    if (region.size() < kSmallestZone || region.size() > kMostBytes) return std::nullopt;
    Headers headers(region);
    Score best;
    RegionSizes sizes;
    ForEachRule(region.size(), [&](const LayoutRule& rule) {
        Score score = headers.exhausted() ? Score{} : ScoreOf(rule, headers);
        if (score.sound <= best.sound) return;
        best = score;
        sizes.record_size = rule.record_size;
        sizes.console_size = rule.console_size;
        sizes.ftrace_size = rule.ftrace_size;
        sizes.pmsg_size = rule.pmsg_size;
        sizes.ecc_size = kUsualEccSize;
    });
    // The parity of a zone's header also fits a header of zeros two zones before it: intact headers know better.
    ramoops::FoundHeaders intact;
    ramoops::ScanHeaders(region, intact);
    if (best.sound < 2 || best.corrected == 0 || best.sound <= intact.size()) return std::nullopt;
    return sizes;
}

}  // namespace faultbox
