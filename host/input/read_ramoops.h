#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"
#include "host/input/region_option.h"

namespace faultbox {

/// Reads an untrusted raw ramoops region: the crashes of its dmesg and console zones. What a zone does not give is
/// noted with the zone's offset, and the others are read all the same. Fails when no zone is found.
Result<void> ReadRegion(Bytes content, const RegionSizes& sizes, DecodedInput& input);

/// Reads an untrusted file of pstore's file system, compressed (".enc.z") or not.
Result<void> ReadPstoreFile(Bytes content, DecodedInput& input);

}  // namespace faultbox
