#pragma once

#include <string>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What a device did that its IOMMU refused, in one sentence: "the device 00:02.0 tried to read at the DMA address
/// 0x9c000000; the IOMMU refused it: PTE Read access is not set". Empty where neither device nor address is stated.
std::string DmaVerdict(const format::Event& event);

}  // namespace faultbox
