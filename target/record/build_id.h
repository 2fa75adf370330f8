#pragma once

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::record {

/// The GNU build id in untrusted ELF notes of this machine's byte order: /sys/kernel/notes,
/// /sys/module/NAME/notes/.note.gnu.build-id, or a PT_NOTE segment. kNotFound when there is none; the result is 1 to 64
/// bytes that lie in `notes`. (System V gABI, "Note Section"; NT_GNU_BUILD_ID is 3 of owner "GNU".)
Result<Bytes> FindBuildId(Bytes notes);

}  // namespace faultbox::record
