#pragma once

#include <cstdint>

#include "arch/common/bytes.h"
#include "target/ramoops/layout.h"
#include "target/ramoops/record.h"
#include "target/ramoops/zone.h"

namespace faultbox::ramoops {

/// Makes a record of one zone of an untrusted region; see Region::ReadZone.
class ZoneReader {
  public:
    /// `zone` must be below layout.zones.size().
    ZoneReader(Bytes region, const RegionLayout& layout, uint32_t zone, const Scratch& scratch, RecordSink& sink);

    void Read();

  private:
    void ReadStretch();
    void ReadSound(const Zone& zone);
    void ReadDamaged(const Zone& zone);
    void ReadDump(const Zone& zone);
    void ReadRing(const Zone& zone);
    void ReadFtrace(const Zone& zone);

    void Unpack(Bytes payload, size_t offset);
    void Salvage(Bytes bytes, size_t offset);
    void SalvageDump(Bytes bytes, size_t offset);
    void NoteDamage(const Zone& zone);
    void Deliver();
    void Note(ErrorCode code, const char* what, size_t offset);

    Bytes bytes_;
    uint32_t ecc_size_;
    bool is_cut_;  // The region may end inside this zone.
    const Scratch& scratch_;
    RecordSink& sink_;
    RamoopsRecord record_;
};

}  // namespace faultbox::ramoops
