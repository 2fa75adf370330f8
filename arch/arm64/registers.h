#pragma once

#include "arch/common/register_set.h"

namespace faultbox::arm64 {

/// The registers an arm64 kernel prints (arch/arm64/kernel/process.c, __show_regs), in the order of
/// `ArchInfo::registers`. x0 to sp equal their DWARF numbers (AADWARF64, section 4.1).
enum Register : RegisterId {
    kX0,
    kX1,
    kX2,
    kX3,
    kX4,
    kX5,
    kX6,
    kX7,
    kX8,
    kX9,
    kX10,
    kX11,
    kX12,
    kX13,
    kX14,
    kX15,
    kX16,
    kX17,
    kX18,
    kX19,
    kX20,
    kX21,
    kX22,
    kX23,
    kX24,
    kX25,
    kX26,
    kX27,
    kX28,
    kX29,  ///< The frame pointer.
    kLr,   ///< x30
    kSp,
    kPc,
    kPstate,
    kPmr,  ///< GICv3 interrupt priority mask, "pmr_save" (with pseudo-NMI).
    kRegisterCount,
};

}  // namespace faultbox::arm64
