#pragma once

#include <optional>

#include "host/code/function_code.h"

namespace faultbox {

/// The check that clang's kCFI makes before a call through a pointer: the four bytes in front of the called function,
/// its type, are read and compared, and a trap follows where they differ (llvm: AArch64AsmPrinter::LowerKCFI_CHECK,
/// X86AsmPrinter::LowerKCFI_CHECK; arch/arm64/kernel/traps.c, cfi_handler; arch/x86/kernel/cfi.c, decode_cfi_insn).
///
///     ldur w16, [x8, #-4]          movl $-type, %r10d
///     movk w17, #0x5fba            addl -4(%r11), %r10d
///     movk w17, #0x86d5, lsl #16   je 1f
///     cmp  w16, w17                ud2
///     b.eq 1f                   1: call *%r11
///     brk  #0x8228
///  1: blr  x8
struct KcfiCheck {
    size_t load = 0;  ///< Indexes of the instructions: reads the type,
    size_t trap = 0;  ///< traps,
    size_t call = 0;  ///< calls or jumps.
    RegisterId target = kNoRegister;
};

/// The check whose read of the type is the instruction at `load`; nullopt where that is none. `brk_operands`: the trap
/// names the register, as that of arm64 does.
std::optional<KcfiCheck> FindKcfiCheck(const FunctionCode& code, size_t load, bool brk_operands);

/// The check whose trap is the instruction at `trap`.
std::optional<KcfiCheck> FindKcfiCheckOfTrap(const FunctionCode& code, size_t trap, bool brk_operands);

}  // namespace faultbox
