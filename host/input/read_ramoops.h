#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"
#include "host/input/region_option.h"

namespace faultbox {

/// Raw ramoops regions are not read yet: kUnsupported.
Result<void> ReadRegion(Bytes content, const RegionSizes& sizes, DecodedInput& input);

/// Reads an untrusted file of pstore's file system. Compressed ones are not read yet: kUnsupported.
Result<void> ReadPstoreFile(Bytes content, DecodedInput& input);

}  // namespace faultbox
