#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"
#include "host/input/region_option.h"

namespace faultbox {

/// Reads the texts of an untrusted raw ramoops region. Zones that cannot be read are noted with their offset; an error
/// means that there is no zone at all.
Result<void> ReadRegion(Bytes content, const RegionSizes& sizes, DecodedInput& input);

/// Reads an untrusted file of pstore's file system, compressed or not.
Result<void> ReadPstoreFile(Bytes content, DecodedInput& input);

}  // namespace faultbox
