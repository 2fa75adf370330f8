#pragma once

#include <vector>

#include "host/report/hardware_view.h"

namespace faultbox {

/// Fills in meanings and bits of the facts of a DMA fault: VT-d fault reasons and status (Intel VT-d specification 4.1,
/// 7.1.3 and 11.4.7), AMD's flags (AMD I/O Virtualization Technology 3.08, 2.5.3), SMMUv2's FSR and FSYNR0 (ARM IHI
/// 0062, 16.5), SMMUv3's events (ARM IHI 0070, 7.3).
void DecodeDmaFault(std::vector<DecodedFact>& facts);

}  // namespace faultbox
