#pragma once

#include "arch/common/register_set.h"

namespace faultbox::arm {

/// The registers a 32-bit ARM kernel prints (arch/arm/kernel/process.c, __show_regs), in the order of
/// `ArchInfo::registers`. r0 to r15 equal their DWARF numbers (AADWARF32, section 4.1).
enum Register : RegisterId {
    kR0,
    kR1,
    kR2,
    kR3,
    kR4,
    kR5,
    kR6,
    kR7,
    kR8,
    kR9,
    kR10,
    kFp,  ///< r11
    kIp,  ///< r12
    kSp,  ///< r13
    kLr,  ///< r14
    kPc,  ///< r15
    kPsr,
    kControl,  ///< CP15 c1,c0,0: SCTLR
    kTable,    ///< CP15 c2,c0,0: low 32 bits of TTBR0
    kDac,      ///< CP15 c3,c0,0: DACR
    kRegisterCount,
};

}  // namespace faultbox::arm
