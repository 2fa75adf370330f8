#pragma once

#include <bit>
#include <expected>
#include <optional>
#include <string>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "host/unwind/cfi_row.h"
#include "host/unwind/stack_memory.h"

namespace faultbox::unwind {

/// Why there is no caller.
struct NoCaller {
    std::string reason;      ///< A clause.
    bool outermost = false;  ///< The tables say that there is none.
};

/// The registers of the caller as the rules of `row` give them: pc is the return address, sp the CFA; of the others
/// those that a called function may change have no value unless a rule says where it is.
std::expected<RegisterSet, NoCaller> CallerByRow(const UnwindRow& row, const Cie& cie, std::endian order,
                                                 const ArchInfo& arch, const ArchAnalysis& analysis,
                                                 const RegisterSet& registers, const StackMemory& memory);

/// `registers` without those that a called function may change, the link register and the pc.
RegisterSet Preserved(const RegisterSet& registers, const ArchInfo& arch, const ArchAnalysis& analysis);

/// Forms of the frame that a frame pointer points to.
enum class FrameForm : uint8_t {
    kRecord,  ///< [fp] the caller's fp, [fp + word] the return address: AAPCS64, x86, and ARM code by clang.
    kApcs,    ///< [fp - 12] fp, [fp - 8] sp, [fp - 4] lr: ARM code by GCC with -mapcs-frame.
};

/// The registers of the caller by the frame pointer. What comes out is only as good as the guess that the frame has
/// that form: the caller checks that a call stands before the return address.
std::expected<RegisterSet, NoCaller> CallerByFramePointer(FrameForm form, const ArchInfo& arch,
                                                          const ArchAnalysis& analysis, const RegisterSet& registers,
                                                          const StackMemory& memory);

}  // namespace faultbox::unwind
