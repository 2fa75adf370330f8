#include <algorithm>

#include "arch/arm64/fault.h"
#include "arch/arm64/fault_text.h"

namespace faultbox::arm64 {
namespace {

struct ClassText {
    uint8_t exception_class;
    const char* name;
    const char* kernel_name;
};

constexpr ClassText kClasses[] = {
    {kEcUnknown, "unknown reason: undefined instruction or one that is not allowed here", "Unknown/Uncategorized"},
    {kEcWfx, "trapped WFI or WFE", "WFI/WFE"},
    {kEcCp15Mcr, "trapped MCR or MRC, coproc 15", "CP15 MCR/MRC"},
    {kEcCp15Mcrr, "trapped MCRR or MRRC, coproc 15", "CP15 MCRR/MRRC"},
    {kEcCp14Mcr, "trapped MCR or MRC, coproc 14", "CP14 MCR/MRC"},
    {kEcCp14Ldc, "trapped LDC or STC, coproc 14", "CP14 LDC/STC"},
    {kEcFpAccess, "trapped access to SIMD, floating point or SVE", "ASIMD"},
    {kEcCp10Mrc, "trapped VMRS", "CP10 MRC/VMRS"},
    {kEcPac, "trapped pointer authentication", "PAC"},
    {kEcLs64, "trapped LD64B, ST64B or other instruction of the newer extensions", "OTHER"},
    {kEcCp14Mrrc, "trapped MRRC, coproc 14", "CP14 MCRR/MRRC"},
    {kEcBti, "branch target exception: an indirect branch to no landing pad", "BTI"},
    {kEcIllegalState, "illegal execution state (PSTATE.IL)", "PSTATE.IL"},
    {kEcSvc32, "SVC, AArch32", "SVC (AArch32)"},
    {kEcHvc32, "HVC, AArch32", "HVC (AArch32)"},
    {kEcSmc32, "SMC, AArch32", "SMC (AArch32)"},
    {kEcSys128, "trapped MSRR, MRRS or 128-bit system instruction", "UNRECOGNIZED EC"},
    {kEcSvc64, "SVC, AArch64", "SVC (AArch64)"},
    {kEcHvc64, "HVC, AArch64", "HVC (AArch64)"},
    {kEcSmc64, "SMC, AArch64", "SMC (AArch64)"},
    {kEcSys64, "trapped MSR, MRS or system instruction", "MSR/MRS (AArch64)"},
    {kEcSve, "trapped access to SVE", "SVE"},
    {kEcEret, "trapped ERET, ERETAA or ERETAB", "ERET/ERETAA/ERETAB"},
    {kEcTstart, "exception from TSTART", "UNRECOGNIZED EC"},
    {kEcFpac, "pointer authentication failed", "FPAC"},
    {kEcSme, "trapped access to SME", "SME"},
    {kEcGpc, "granule protection check", "UNRECOGNIZED EC"},
    {kEcImplementation, "implementation defined exception to EL3", "EL3 IMP DEF"},
    {kEcInstructionAbortLower, "instruction abort, lower EL", "IABT (lower EL)"},
    {kEcInstructionAbort, "instruction abort, current EL", "IABT (current EL)"},
    {kEcPcAlignment, "PC alignment fault", "PC Alignment"},
    {kEcDataAbortLower, "data abort, lower EL", "DABT (lower EL)"},
    {kEcDataAbort, "data abort, current EL", "DABT (current EL)"},
    {kEcSpAlignment, "SP alignment fault", "SP Alignment"},
    {kEcMops, "memory operation exception (CPY or SET in the wrong state)", "MOPS"},
    {kEcFp32, "floating point exception, AArch32", "FP (AArch32)"},
    {kEcFp64, "floating point exception, AArch64", "FP (AArch64)"},
    {kEcGcs, "guarded control stack exception", "GCS"},
    {kEcSError, "SError", "SError"},
    {kEcBreakpointLower, "hardware breakpoint, lower EL", "Breakpoint (lower EL)"},
    {kEcBreakpoint, "hardware breakpoint, current EL", "Breakpoint (current EL)"},
    {kEcStepLower, "software step, lower EL", "Software Step (lower EL)"},
    {kEcStep, "software step, current EL", "Software Step (current EL)"},
    {kEcWatchpointLower, "watchpoint, lower EL", "Watchpoint (lower EL)"},
    {kEcWatchpoint, "watchpoint, current EL", "Watchpoint (current EL)"},
    {kEcBkpt32, "BKPT, AArch32", "BKPT (AArch32)"},
    {kEcVectorCatch, "vector catch, AArch32", "Vector catch (AArch32)"},
    {kEcBrk64, "BRK, AArch64", "BRK (AArch64)"},
    {kEcProfiling, "profiling exception", "UNRECOGNIZED EC"},
};

const ClassText* FindClass(uint8_t exception_class) {
    auto found = std::ranges::find(kClasses, exception_class, &ClassText::exception_class);
    return found == std::ranges::end(kClasses) ? nullptr : &*found;
}

}  // namespace

const char* ClassName(uint8_t exception_class) {
    const ClassText* found = FindClass(exception_class);
    return found == nullptr ? "reserved" : found->name;
}

const char* KernelClassName(uint8_t exception_class) {
    const ClassText* found = FindClass(exception_class);
    return found == nullptr ? "UNRECOGNIZED EC" : found->kernel_name;
}

}  // namespace faultbox::arm64
