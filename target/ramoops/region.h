#pragma once

#include "arch/common/bytes.h"
#include "target/ramoops/layout.h"
#include "target/ramoops/record.h"

namespace faultbox::ramoops {

/// A raw ramoops region: RAM after a crash, of any bytes. It is only read. About 16 KiB large: make it static.
class Region {
  public:
    /// Finds the zones; `region` must outlive this object.
    void Open(Bytes region, const RegionOptions& options);

    const RegionLayout& layout() const { return layout_; }

    /// Delivers the content of one zone, at most one record, and notes. Empty zones deliver nothing. May be repeated,
    /// with the same result.
    void ReadZone(uint32_t zone, const Scratch& scratch, RecordSink& sink) const;

    /// Notes on the region as a whole (nothing found, truncated, too many zones), then every zone in order.
    void ReadAll(const Scratch& scratch, RecordSink& sink) const;

  private:
    Bytes region_;
    RegionLayout layout_;
};

}  // namespace faultbox::ramoops
