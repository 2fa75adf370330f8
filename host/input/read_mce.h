#pragma once

#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "host/input/record_builder.h"

namespace faultbox {

/// True for the name of a machine check in pstore's file system: "mce-erst-5950124735152291841" (fs/pstore/inode.c).
/// The content, a bare `struct mce`, has no mark of its own.
bool IsMceName(std::string_view name);

/// Makes an event of untrusted bytes that should be a `struct mce`. Its headline is the line that the kernel prints of
/// one (__print_mce, arch/x86/kernel/cpu/mce/core.c), so that a log's copy of it is known again.
Result<void> AddMce(std::string_view name, Bytes content, RecordBuilder& builder);

}  // namespace faultbox
