#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/record/source_facts.h"
#include "target/zones/region.h"

namespace faultbox::record {

/// Reads the text of a dmesg or console zone of a raw region, untrusted, and fills in what is known of it. `scratch`
/// must hold the zone; of a text that is larger than `buffer` the end is taken. Fails with kNotFound for a zone that is
/// empty or holds no console text (pmsg, ftrace).
Result<std::string_view> ReadZoneText(Bytes region, const zones::RegionLayout& layout, const zones::Zone& zone,
                                      std::span<uint8_t> scratch, std::span<char> buffer, SourceFacts& facts);

/// Inflates a pstore file that the kernel left compressed ("dmesg-ramoops-0.enc.z"), an ECC notice behind it or not.
Result<std::string_view> InflatePstoreFile(Bytes content, std::span<char> buffer, SourceFacts& facts);

}  // namespace faultbox::record
