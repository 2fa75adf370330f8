#pragma once

#include <cstdint>

#include "arch/common/fault_info.h"

namespace faultbox::x86 {

/// Bits of a page fault's error code (Intel SDM vol. 3, 4.7; Linux: arch/x86/include/asm/trap_pf.h, which has all
/// of them but HLAT). Section numbers of the SDM are, in all of arch/x86, those of editions whose chapter 4 is Paging
/// and chapter 6 Interrupt and Exception Handling.
inline constexpr unsigned kPresentBit = 0;        ///< P: a translation was there; clear: an entry was not present.
inline constexpr unsigned kWriteBit = 1;          ///< W/R
inline constexpr unsigned kUserBit = 2;           ///< U/S: the access was made in user mode.
inline constexpr unsigned kReservedBitBit = 3;    ///< RSVD: a reserved bit was set in an entry.
inline constexpr unsigned kFetchBit = 4;          ///< I/D: only reported while NX or SMEP is on.
inline constexpr unsigned kProtectionKeyBit = 5;  ///< PK
inline constexpr unsigned kShadowStackBit = 6;    ///< SS
inline constexpr unsigned kHlatBit = 7;           ///< HLAT: no translation by hypervisor-managed paging.
inline constexpr unsigned kSgxBit = 15;           ///< SGX
inline constexpr unsigned kRmpBit = 31;           ///< RMP: SEV-SNP's reverse map table.
/// The bits above together; all others are reserved and clear.
inline constexpr uint64_t kPageFaultBits = 0x8000'80ff;

/// Takes the error code of a page fault apart. The number that the kernel prints behind "Oops:" is one only where the
/// line before it is a page fault's ("BUG: unable to handle ..."); of general protection, invalid TSS, segment not
/// present and stack segment faults it goes to DecodeSelectorError, of control protection faults to neither.
/// `is_prefetch`: the text says that fetching the instruction failed, which the code itself does not say on CPUs
/// without NX and SMEP (i386 without PAE): there, a read whose address is the pc is a fetch. Levels are never known.
FaultInfo DecodePageFault(uint64_t error_code, bool is_prefetch);

/// Which table the index of a selector error code counts in.
enum class SelectorTable : uint8_t { kGdt, kLdt, kIdt };

/// The error code of #TS, #NP, #SS and #GP (Intel SDM vol. 3, 6.13). All zero for most general protection faults:
/// no segment was at fault, or a null descriptor was used.
struct SelectorError {
    bool external = false;  ///< EXT: an event outside the program, such as an interrupt, was being delivered.
    SelectorTable table = SelectorTable::kGdt;
    uint16_t index = 0;           ///< 0 to 8191, of the descriptor; of an IDT entry, the vector.
    bool names_selector = false;  ///< False for a code without IDT, TI and index.
    bool reserved_set = false;    ///< Bits 31:16 or above are not zero: no such code, or a damaged one.
};

SelectorError DecodeSelectorError(uint64_t error_code);

}  // namespace faultbox::x86
