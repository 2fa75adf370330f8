#pragma once

#include <cstdint>

#include "arch/common/bytes.h"
#include "target/ramoops/layout.h"
#include "target/ramoops/signature_scan.h"

namespace faultbox::ramoops {

/// One way to split a region: a generation and the sizes that it was told (powers of two), in bytes; 0 for none.
struct LayoutRule {
    Generation generation = Generation::kDivided;
    uint32_t region_size = 0;
    uint32_t record_size = 0;
    uint32_t console_size = 0;
    uint32_t ftrace_size = 0;
    uint32_t pmsg_size = 0;
    uint32_t ftrace_zones = 1;  ///< One for each CPU with RAMOOPS_FLAG_FTRACE_PER_CPU.

    uint32_t dump_count() const;
    /// Bytes of one dump zone; 0 without any.
    uint32_t dump_size() const;
    /// False when the sizes do not fit the region (ramoops_probe refuses them).
    bool Fits() const;

    /// Calls `visit(kind, index, offset, size)` for each zone in the order of memory. The rule must fit.
    template <typename Visitor>
    void ForEachZone(Visitor visit) const {
        uint32_t at = 0;
        auto place = [&](ZoneKind kind, uint32_t count, uint32_t size) {
            for (uint32_t i = 0; i < count && size > 0; ++i, at += size) visit(kind, i, at, size);
        };
        const uint32_t ftrace = FtraceZoneSize();
        place(ZoneKind::kDmesg, dump_count(), dump_size());
        place(ZoneKind::kConsole, 1, console_size);
        if (generation == Generation::kPmsgFirst) place(ZoneKind::kPmsg, 1, pmsg_size);
        place(ZoneKind::kFtrace, ftrace_zones, ftrace);
        if (generation != Generation::kPmsgFirst) place(ZoneKind::kPmsg, 1, pmsg_size);
    }

    /// Bytes of one ftrace zone.
    uint32_t FtraceZoneSize() const;

  private:
    uint32_t Rounded(uint32_t size) const;
};

/// The rule that most headers confirm, among those that the options allow: an absent size is tried as none and as every
/// power of two from 4 KiB; `ecc_size`, where not 0, tells by the headers' parity where zones end. With a record size
/// given it is found even when no header is left; otherwise a rule that no header confirms is one without zones.
LayoutRule FindRule(Bytes region, const RegionOptions& options, const FoundHeaders& found, uint32_t ecc_size);

/// How many zones of the rule begin with a sound header of their kind.
uint32_t CountConfirmed(Bytes region, const LayoutRule& rule);

}  // namespace faultbox::ramoops
