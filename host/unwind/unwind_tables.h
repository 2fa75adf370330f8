#pragma once

#include <string_view>

#include "host/elf/elf_file.h"
#include "host/unwind/arm_exidx.h"
#include "host/unwind/cfi_row.h"
#include "host/unwind/cfi_table.h"

namespace faultbox::unwind {

/// The call frame information in the section of that name; an empty table where the file has none that can be read.
CfiTable ReadCfi(const elf::ElfFile& file, std::string_view section);

/// All that one file says of unwinding. `file` must outlive it.
struct UnwindTables {
    explicit UnwindTables(const elf::ElfFile& file);

    CfiTable debug_frame;
    CfiTable eh_frame;
    ExidxTable exidx;
};

}  // namespace faultbox::unwind
