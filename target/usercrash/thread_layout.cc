#include "target/usercrash/thread_layout.h"

#include "arch/arm/registers.h"
#include "arch/arm64/registers.h"
#include "arch/x86/registers.h"

namespace faultbox::usercrash {
namespace {

constexpr RegisterId kNone = kNoRegister;

constexpr RegisterId kArmRegisters[] = {arm::kR0, arm::kR1, arm::kR2, arm::kR3, arm::kR4,  arm::kR5,
                                        arm::kR6, arm::kR7, arm::kR8, arm::kR9, arm::kR10, arm::kFp,
                                        arm::kIp, arm::kSp, arm::kLr, arm::kPc, arm::kPsr};

constexpr RegisterId kArm64Registers[] = {
    arm64::kX0,  arm64::kX1,  arm64::kX2,  arm64::kX3,  arm64::kX4,  arm64::kX5,    arm64::kX6,
    arm64::kX7,  arm64::kX8,  arm64::kX9,  arm64::kX10, arm64::kX11, arm64::kX12,   arm64::kX13,
    arm64::kX14, arm64::kX15, arm64::kX16, arm64::kX17, arm64::kX18, arm64::kX19,   arm64::kX20,
    arm64::kX21, arm64::kX22, arm64::kX23, arm64::kX24, arm64::kX25, arm64::kX26,   arm64::kX27,
    arm64::kX28, arm64::kX29, arm64::kLr,  arm64::kSp,  arm64::kPc,  arm64::kPstate};

constexpr RegisterId kI386Registers[] = {i386::kEbx, i386::kEcx, i386::kEdx,    i386::kEsi, i386::kEdi, i386::kEbp,
                                         i386::kEax, i386::kDs,  i386::kEs,     i386::kFs,  i386::kGs,  kNone,
                                         i386::kEip, i386::kCs,  i386::kEflags, i386::kEsp, i386::kSs};

constexpr RegisterId kX86_64Registers[] = {
    x86_64::kR15,    x86_64::kR14,     x86_64::kR13, x86_64::kR12, x86_64::kRbp,    x86_64::kRbx, x86_64::kR11,
    x86_64::kR10,    x86_64::kR9,      x86_64::kR8,  x86_64::kRax, x86_64::kRcx,    x86_64::kRdx, x86_64::kRsi,
    x86_64::kRdi,    x86_64::kOrigRax, x86_64::kRip, x86_64::kCs,  x86_64::kEflags, x86_64::kRsp, x86_64::kSs,
    x86_64::kFsBase, x86_64::kGsBase,  x86_64::kDs,  x86_64::kEs,  x86_64::kFs,     x86_64::kGs};

// e_machine: EM_386, EM_ARM, EM_X86_64, EM_AARCH64.
constexpr ThreadLayout kLayouts[] = {
    {40, Arch::kArm, 4, 24, 72, kArmRegisters, arm::kPc, arm::kSp, arm::kLr},
    {183, Arch::kArm64, 8, 32, 112, kArm64Registers, arm64::kPc, arm64::kSp, arm64::kLr},
    {3, Arch::kI386, 4, 24, 72, kI386Registers, i386::kEip, i386::kEsp, kNone},
    {62, Arch::kX86_64, 8, 32, 112, kX86_64Registers, x86_64::kRip, x86_64::kRsp, kNone},
};

}  // namespace

const ThreadLayout* FindLayout(uint16_t elf_machine, bool is_64) {
    for (const ThreadLayout& layout : kLayouts) {
        if (layout.elf_machine == elf_machine && (layout.word_size == 8) == is_64) return &layout;
    }
    return nullptr;
}

}  // namespace faultbox::usercrash
