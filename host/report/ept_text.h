#pragma once

#include <vector>

#include "host/report/hardware_view.h"

namespace faultbox {

/// Says of each entry of the extended page tables which of its bits are a misconfiguration (Intel SDM volume 3C,
/// 29.3.3.1), as far as that does not depend on the processor: reserved bits and memory types, write without read. What
/// does depend on it is said as such: the width of addresses, execution without read.
void DecodeEptMisconfig(std::vector<DecodedFact>& facts);

}  // namespace faultbox
