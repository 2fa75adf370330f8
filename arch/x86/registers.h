#pragma once

#include "arch/common/register_set.h"

namespace faultbox::i386 {

/// The registers a 32-bit x86 kernel prints (arch/x86/kernel/process_32.c, __show_regs), in the order of
/// `ArchInfo::registers`.
enum Register : RegisterId {
    kEax,
    kEbx,
    kEcx,
    kEdx,
    kEsi,
    kEdi,
    kEbp,
    kEsp,
    kEip,
    kEflags,
    kCs,
    kDs,
    kEs,
    kFs,
    kGs,
    kSs,
    kCr0,
    kCr2,
    kCr3,
    kCr4,
    kDr0,
    kDr1,
    kDr2,
    kDr3,
    kDr6,
    kDr7,
    kRegisterCount,
};

}  // namespace faultbox::i386

namespace faultbox::x86_64 {

/// The registers a 64-bit x86 kernel prints (arch/x86/kernel/process_64.c, __show_regs), in the order of
/// `ArchInfo::registers`.
enum Register : RegisterId {
    kRax,
    kRbx,
    kRcx,
    kRdx,
    kRsi,
    kRdi,
    kRbp,
    kRsp,
    kR8,
    kR9,
    kR10,
    kR11,
    kR12,
    kR13,
    kR14,
    kR15,
    kRip,
    kEflags,
    kOrigRax,
    kCs,
    kSs,
    kDs,
    kEs,
    kFs,  ///< The selector; its base is kFsBase.
    kGs,  ///< The selector; its base is kGsBase.
    kFsBase,
    kGsBase,        ///< Of the running context: the per-CPU area while in the kernel.
    kKernelGsBase,  ///< "knlGS": the one that swapgs would bring back.
    kCr0,
    kCr2,
    kCr3,
    kCr4,
    kDr0,
    kDr1,
    kDr2,
    kDr3,
    kDr6,
    kDr7,
    kPkru,
    kRegisterCount,
};

}  // namespace faultbox::x86_64
