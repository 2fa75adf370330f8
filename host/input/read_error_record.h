#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/decoded_input.h"

namespace faultbox {

/// Reads untrusted error records of firmware: CPER records one behind the other, or the boot error region of an ACPI
/// BERT (/sys/firmware/acpi/tables/data/BERT), which is error status blocks. Each becomes an event of kind
/// hardware-error with the facts that the kernel's text of it would give.
Result<void> ReadErrorRecords(Bytes content, DecodedInput& input);

}  // namespace faultbox
