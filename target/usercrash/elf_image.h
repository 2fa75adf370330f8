#pragma once

#include "target/usercrash/process_maps.h"
#include "target/usercrash/process_memory.h"
#include "target/usercrash/thread_layout.h"

namespace faultbox::usercrash {

/// Reads the ELF header, program headers and notes of a mapped module in the process's memory, which is hostile: where
/// the module was loaded to, its build id, and where its unwind tables are. What cannot be read stays absent.
void ReadElfImage(ProcessMemory& memory, const ThreadLayout& layout, Module& module);

}  // namespace faultbox::usercrash
