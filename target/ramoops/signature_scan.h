#pragma once

#include <cstdint>

#include "arch/common/bounded_vector.h"
#include "arch/common/bytes.h"
#include "target/ramoops/layout.h"
#include "target/ramoops/zone.h"

namespace faultbox::ramoops {

/// A place where a zone header may be.
struct FoundHeader {
    uint32_t offset = 0;  ///< In the region.
    uint32_t size = 0;    ///< Valid bytes, as the header says, as far as the region has them.
    SignatureKind signature = SignatureKind::kNone;
};

using FoundHeaders = BoundedVector<FoundHeader, kMaxZones>;

/// The header at `offset`, when it has a signature and start <= size <= 16 MiB (a log that quotes "DBGC" has text
/// there, which makes larger numbers); uncorrected. No signature otherwise.
FoundHeader HeaderAt(Bytes region, uint64_t offset);

/// Headers at any offset of an untrusted region (kernels that divide make odd ones), ascending, none inside the valid
/// bytes of one before it.
void ScanHeaders(Bytes region, FoundHeaders& found);

/// The parity size with which most headers of the layout's zones are sound codewords; 0 when none makes sense.
uint32_t FindEccSize(Bytes region, const RegionLayout& layout);

}  // namespace faultbox::ramoops
