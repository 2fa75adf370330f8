#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/arch_info.h"
#include "arch/common/bit_operation.h"
#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"

namespace faultbox {

/// What is known beside a register's value when it is described.
struct DescribeContext {
    std::optional<uint64_t> fault_status;  ///< Tells, on 32-bit ARM, whether the long-descriptor format is in use.
    bool prefetch = false;
    std::optional<uint64_t> cr4;  ///< Tells, on x86, how CR3 is to be read (PAE, PCIDE).
    // Of x86 machine checks, whose status is described by whose bank it is.
    std::optional<uint32_t> bank;
    std::optional<uint32_t> cpuid;   ///< EAX of CPUID leaf 1: "206c2".
    std::optional<uint32_t> vendor;  ///< X86_VENDOR_* of the kernel: 0 Intel, 2 AMD.
    std::optional<uint64_t> misc;    ///< MCi_MISC.
    std::optional<uint64_t> ipid;    ///< MCA_IPID.
};

/// A register whose bits have meanings.
struct DescribedRegister {
    const char* name;         ///< As the command line takes it: "fsr", "control".
    const char* manual_name;  ///< As the manual names it: "DFSR", "SCTLR".
    BitFields (*describe)(uint64_t value, const DescribeContext& context);
    /// A remark on the register as a whole, or nullptr: "with LPAE the walk ignores the domains".
    const char* (*remark)(uint64_t value, const DescribeContext& context);
};

/// What the host knows of a CPU beyond ArchInfo: its instructions, and English.
struct ArchAnalysis {
    Arch arch;
    /// Decodes the instruction at the start of `code`, which runs at `pc`. `thumb` matters on 32-bit ARM only.
    Result<Instruction> (*decode_instruction)(Bytes code, uint64_t pc, bool thumb);
    /// The length in bytes of the instruction at the start of `code`, without taking it apart any further. Only of CPUs
    /// whose instructions have many lengths; else nullptr.
    Result<uint8_t> (*length_of_instruction)(Bytes code);
    /// What the instruction at the start of `code` does with single bits; nullopt for all that do nothing of the kind.
    std::optional<BitOperation> (*decode_bit_operation)(Bytes code, bool thumb);
    /// Registers that a called function may change, bit n = register n, by the procedure call standard of the kernel.
    uint64_t call_clobbered;
    /// Registers that the first integers and pointers are passed in, in order, by the procedure call standard of the
    /// kernel.
    std::span<const RegisterId> arguments;
    /// False where some functions take all arguments on the stack, which their types do not tell.
    bool arguments_always;
    /// Registers, bit n = register n, that the kernel may change when it goes on elsewhere after an instruction that is
    /// expected to fault: by the third word of an entry of `__ex_table`. nullptr where entries have none.
    uint64_t (*exception_writes)(uint32_t data);
    /// The same where that word is the address of a handler (x86, Linux 4.6 to 5.15).
    uint64_t exception_handler_writes;
    /// Registers that a function's frame may be kept in, bit n = register n.
    uint64_t frame_pointers;
    /// The bit fields of the fault status, with their meanings.
    BitFields (*describe_status)(uint64_t status, bool prefetch);
    /// What the status says in one phrase: "translation fault, level 1".
    const char* (*cause_name)(uint64_t status, bool prefetch);
    /// The registers that `faultscope fault` describes.
    std::span<const DescribedRegister> described;
};

}  // namespace faultbox
