#pragma once

#include <optional>

#include "arch/common/bytes.h"
#include "host/input/region_option.h"

namespace faultbox {

/// The sizes of the zones of an untrusted ramoops region some of whose headers are damaged: those by which the most
/// zones have a sound header once error correction has put it right. For 16 bytes of parity, as ramoops.ecc=1 makes
/// them, and regions of up to 4 MiB that begin with their first zone.
/// Nothing where fewer than two headers are sound then, or no more than are intact: those are the better guide.
std::optional<RegionSizes> GuessRegionSizes(Bytes region);

}  // namespace faultbox
