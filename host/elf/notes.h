#pragma once

#include <bit>

#include "arch/common/bytes.h"

namespace faultbox::elf {

/// The descriptor of the GNU build id among untrusted ELF notes, empty where there is none. (System V gABI, "Note
/// Section"; type NT_GNU_BUILD_ID, 3, of owner "GNU")
Bytes FindBuildIdNote(Bytes notes, std::endian order);

}  // namespace faultbox::elf
