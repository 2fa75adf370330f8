#pragma once

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// Gives the events of a record that were found in a boot error region (ACPI BERT) the facts of its error status
/// blocks, which the recorder stores undecoded as the source's text. Text that cannot be decoded changes nothing.
void DecodeBootErrors(format::CrashRecord& record);

}  // namespace faultbox
