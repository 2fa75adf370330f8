#pragma once

#include <libunwind.h>

#include "target/usercrash/process_maps.h"
#include "target/usercrash/process_memory.h"

namespace faultbox::usercrash {

/// libunwind's find_proc_info for code in `module`: searches its .eh_frame_hdr, or on ARM its .ARM.exidx, in the
/// process's memory through the accessors of `space`. 0, or a negative unw_error_t.
int FindUnwindEntry(ProcessMemory& memory, const Module& module, unw_addr_space_t space, unw_word_t ip,
                    unw_proc_info_t* info, int need_unwind_info, void* context);

}  // namespace faultbox::usercrash
