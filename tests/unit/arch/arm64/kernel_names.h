#pragma once

#include <cstdint>

// What Linux calls fault status codes and exception classes: fault_info[] of arch/arm64/mm/fault.c (6.1, with the
// entries that FEAT_LPA2 brought in 6.9) by code, and esr_class_str[] of arch/arm64/kernel/traps.c (6.1) by class.

namespace faultbox::arm64 {

struct KernelName {
    uint8_t number;
    const char* name;
};

constexpr KernelName kKernelFaults[] = {
    {0, "ttbr address size fault"},
    {1, "level 1 address size fault"},
    {2, "level 2 address size fault"},
    {3, "level 3 address size fault"},
    {4, "level 0 translation fault"},
    {5, "level 1 translation fault"},
    {6, "level 2 translation fault"},
    {7, "level 3 translation fault"},
    {8, "level 0 access flag fault"},
    {9, "level 1 access flag fault"},
    {10, "level 2 access flag fault"},
    {11, "level 3 access flag fault"},
    {12, "level 0 permission fault"},
    {13, "level 1 permission fault"},
    {14, "level 2 permission fault"},
    {15, "level 3 permission fault"},
    {16, "synchronous external abort"},
    {17, "synchronous tag check fault"},
    {19, "level -1 (translation table walk)"},
    {20, "level 0 (translation table walk)"},
    {21, "level 1 (translation table walk)"},
    {22, "level 2 (translation table walk)"},
    {23, "level 3 (translation table walk)"},
    {24, "synchronous parity or ECC error"},
    {27, "level -1 synchronous parity error (translation table walk)"},
    {28, "level 0 synchronous parity error (translation table walk)"},
    {29, "level 1 synchronous parity error (translation table walk)"},
    {30, "level 2 synchronous parity error (translation table walk)"},
    {31, "level 3 synchronous parity error (translation table walk)"},
    {33, "alignment fault"},
    {41, "level -1 address size fault"},
    {43, "level -1 translation fault"},
    {48, "TLB conflict abort"},
    {49, "Unsupported atomic hardware update fault"},
    {52, "implementation fault (lockdown abort)"},
    {53, "implementation fault (unsupported exclusive)"},
    {61, "section domain fault"},
    {62, "page domain fault"},
};

constexpr KernelName kKernelClasses[] = {
    {0x00, "Unknown/Uncategorized"},
    {0x01, "WFI/WFE"},
    {0x03, "CP15 MCR/MRC"},
    {0x04, "CP15 MCRR/MRRC"},
    {0x05, "CP14 MCR/MRC"},
    {0x06, "CP14 LDC/STC"},
    {0x07, "ASIMD"},
    {0x08, "CP10 MRC/VMRS"},
    {0x09, "PAC"},
    {0x0c, "CP14 MCRR/MRRC"},
    {0x0d, "BTI"},
    {0x0e, "PSTATE.IL"},
    {0x11, "SVC (AArch32)"},
    {0x12, "HVC (AArch32)"},
    {0x13, "SMC (AArch32)"},
    {0x15, "SVC (AArch64)"},
    {0x16, "HVC (AArch64)"},
    {0x17, "SMC (AArch64)"},
    {0x18, "MSR/MRS (AArch64)"},
    {0x19, "SVE"},
    {0x1a, "ERET/ERETAA/ERETAB"},
    {0x1c, "FPAC"},
    {0x1d, "SME"},
    {0x1f, "EL3 IMP DEF"},
    {0x20, "IABT (lower EL)"},
    {0x21, "IABT (current EL)"},
    {0x22, "PC Alignment"},
    {0x24, "DABT (lower EL)"},
    {0x25, "DABT (current EL)"},
    {0x26, "SP Alignment"},
    {0x28, "FP (AArch32)"},
    {0x2c, "FP (AArch64)"},
    {0x2f, "SError"},
    {0x30, "Breakpoint (lower EL)"},
    {0x31, "Breakpoint (current EL)"},
    {0x32, "Software Step (lower EL)"},
    {0x33, "Software Step (current EL)"},
    {0x34, "Watchpoint (lower EL)"},
    {0x35, "Watchpoint (current EL)"},
    {0x38, "BKPT (AArch32)"},
    {0x3a, "Vector catch (AArch32)"},
    {0x3c, "BRK (AArch64)"},
};

}  // namespace faultbox::arm64
