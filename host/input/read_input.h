#pragma once

#include <optional>
#include <string>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"
#include "host/input/input_parts.h"
#include "host/input/region_option.h"

namespace faultbox {

/// Takes an untrusted input apart, whatever it is (detect.h). What cannot be read is noted with its offset or line and
/// the rest kept; an error means that there is nothing readable at all. `region` says that it is a raw ramoops region,
/// and what is known of its layout. `parts`, nullptr for none, gets the first ones of many records; what is returned is
/// then the rest, which may be nothing.
Result<DecodedInput> ReadInput(std::string name, Bytes content, const std::optional<RegionSizes>& region,
                               InputParts* parts = nullptr);

}  // namespace faultbox
