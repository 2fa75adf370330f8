#pragma once

#include <cstdint>
#include <span>

#include "arch/common/arch_info.h"

namespace faultbox::usercrash {

/// Where struct elf_prstatus of one CPU has what (include/linux/elfcore.h; elf_gregset_t is struct user_regs_struct of
/// arch/x86/include/asm/user_64.h and user_32.h, struct pt_regs of ARM, struct user_pt_regs of arm64).
struct ThreadLayout {
    uint16_t elf_machine;  ///< e_machine.
    Arch arch;
    uint8_t word_size;                      ///< Bytes of a register: 4 or 8, and with it the ELF class.
    uint16_t tid_offset;                    ///< pr_pid
    uint16_t registers_offset;              ///< pr_reg
    std::span<const RegisterId> registers;  ///< In the order of pr_reg; kNoRegister for what is not kept.
    RegisterId pc, sp;
    RegisterId link;  ///< kNoRegister where the return address is on the stack.
};

/// nullptr for a CPU that is not ours.
const ThreadLayout* FindLayout(uint16_t elf_machine, bool is_64);

}  // namespace faultbox::usercrash
