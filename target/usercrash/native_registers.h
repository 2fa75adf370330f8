#pragma once

#include <libunwind.h>

#include "arch/arm/registers.h"
#include "arch/arm64/registers.h"
#include "arch/common/arch_info.h"
#include "arch/x86/registers.h"

/// libunwind's names for this CPU: unw_regnum_t by RegisterId, and functions that its headers do not declare.

namespace faultbox::usercrash {

/// One register under both names.
struct UnwindRegister {
    unw_regnum_t number;
    RegisterId id;
};

#if defined(__x86_64__)
inline constexpr Arch kNativeArch = Arch::kX86_64;
inline constexpr UnwindRegister kUnwindRegisters[] = {
    {UNW_X86_64_RAX, x86_64::kRax}, {UNW_X86_64_RDX, x86_64::kRdx}, {UNW_X86_64_RCX, x86_64::kRcx},
    {UNW_X86_64_RBX, x86_64::kRbx}, {UNW_X86_64_RSI, x86_64::kRsi}, {UNW_X86_64_RDI, x86_64::kRdi},
    {UNW_X86_64_RBP, x86_64::kRbp}, {UNW_X86_64_RSP, x86_64::kRsp}, {UNW_X86_64_R8, x86_64::kR8},
    {UNW_X86_64_R9, x86_64::kR9},   {UNW_X86_64_R10, x86_64::kR10}, {UNW_X86_64_R11, x86_64::kR11},
    {UNW_X86_64_R12, x86_64::kR12}, {UNW_X86_64_R13, x86_64::kR13}, {UNW_X86_64_R14, x86_64::kR14},
    {UNW_X86_64_R15, x86_64::kR15}, {UNW_X86_64_RIP, x86_64::kRip}};
#elif defined(__i386__)
inline constexpr Arch kNativeArch = Arch::kI386;
inline constexpr UnwindRegister kUnwindRegisters[] = {
    {UNW_X86_EAX, i386::kEax}, {UNW_X86_EDX, i386::kEdx}, {UNW_X86_ECX, i386::kEcx},
    {UNW_X86_EBX, i386::kEbx}, {UNW_X86_ESI, i386::kEsi}, {UNW_X86_EDI, i386::kEdi},
    {UNW_X86_EBP, i386::kEbp}, {UNW_X86_ESP, i386::kEsp}, {UNW_X86_EIP, i386::kEip}};
#elif defined(__aarch64__)
inline constexpr Arch kNativeArch = Arch::kArm64;
#else
inline constexpr Arch kNativeArch = Arch::kArm;
#endif

/// The register that libunwind calls `number`, or kNoRegister.
inline RegisterId FindUnwindRegister(unw_regnum_t number) {
#if defined(__arm__)
    // UNW_ARM_R0 to UNW_ARM_R15.
    return number >= UNW_ARM_R0 && number <= UNW_ARM_R15 ? static_cast<RegisterId>(arm::kR0 + number) : kNoRegister;
#elif defined(__aarch64__)
    if (number == UNW_AARCH64_PC) return arm64::kPc;
    if (number == UNW_AARCH64_PSTATE) return arm64::kPstate;
    return number >= UNW_AARCH64_X0 && number <= UNW_AARCH64_SP ? static_cast<RegisterId>(arm64::kX0 + number)
                                                                : kNoRegister;
#else
    for (const UnwindRegister& known : kUnwindRegisters) {
        if (known.number == number) return known.id;
    }
    return kNoRegister;
#endif
}

}  // namespace faultbox::usercrash

/// The binary search that libunwind's own accessors use (libunwind 1.6.2, src/dwarf/Gfind_proc_info-lsb.c; on ARM
/// src/arm/Gex_tables.c).
#if defined(__x86_64__)
#define FAULTBOX_SEARCH_UNWIND_TABLE _Ux86_64_dwarf_search_unwind_table
#elif defined(__i386__)
#define FAULTBOX_SEARCH_UNWIND_TABLE _Ux86_dwarf_search_unwind_table
#elif defined(__aarch64__)
#define FAULTBOX_SEARCH_UNWIND_TABLE _Uaarch64_dwarf_search_unwind_table
#elif defined(__arm__)
#define FAULTBOX_SEARCH_UNWIND_TABLE _Uarm_search_unwind_table
#endif
extern "C" int FAULTBOX_SEARCH_UNWIND_TABLE(unw_addr_space_t space, unw_word_t ip, unw_dyn_info_t* table,
                                            unw_proc_info_t* info, int need_unwind_info, void* context);
