#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/input_parts.h"

namespace faultbox {

/// Reads an untrusted bundle of records (target/format/BUNDLE.md) into `input`. What is damaged is noted with its
/// offset and the rest kept; an error means that it is no bundle of a version that is known. `parts` as in ReadInput().
Result<void> ReadBundle(Bytes content, DecodedInput& input, InputParts* parts = nullptr);

}  // namespace faultbox
