#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/input_parts.h"

namespace faultbox {

/// Reads an untrusted file of one or more records (target/format/FORMAT.md) into `input`. What stands behind the last
/// readable record is noted; an error means that not even the first can be read. `parts` as in ReadInput().
Result<void> ReadRecords(Bytes content, DecodedInput& input, InputParts* parts = nullptr);

}  // namespace faultbox
