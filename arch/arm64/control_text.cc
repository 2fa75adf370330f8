#include "arch/arm64/control_text.h"

#include "arch/arm64/field_text.h"
#include "arch/common/bits.h"

namespace faultbox::arm64 {
namespace {

using Texts = const char* const[];

constexpr unsigned kAarch32Bit = 4;  // M[4], nRW

constexpr Texts kNegative = {"last result not negative", "last result negative"};
constexpr Texts kZero = {"last result not zero", "last result zero"};
constexpr Texts kCarry = {"no carry", "carry"};
constexpr Texts kOverflow = {"no overflow", "overflow"};
constexpr Texts kSaturated = {"no saturation", "saturation happened"};
constexpr Texts kTagCheck = {"tag checks on", "tag checks overridden"};
constexpr Texts kTiming = {"timing may depend on data", "timing does not depend on data"};
constexpr Texts kUserAccess = {"unprivileged loads and stores checked as user accesses", "user access override"};
constexpr Texts kPrivilegedAccess = {"the kernel may access user memory", "the kernel may not access user memory"};
constexpr Texts kStep = {"no software step", "software step"};
constexpr Texts kIllegal = {"legal state", "illegal execution state"};
constexpr Texts kInterrupts = {"interrupts by the I and F masks", "all interrupts masked"};
constexpr Texts kSpeculation = {"speculative store bypass not allowed", "speculative store bypass allowed"};
constexpr Texts kBranch = {"no indirect branch before this instruction",
                           "behind a jump through x16 or x17, or from an unguarded page", "behind a call (BLR)",
                           "behind a jump (BR) through another register"};
constexpr Texts kDebug = {"debug exceptions on", "debug exceptions masked"};
constexpr Texts kSError = {"SErrors on", "SErrors masked"};
constexpr Texts kIrq = {"IRQs on", "IRQs masked"};
constexpr Texts kFiq = {"FIQs on", "FIQs masked"};
constexpr Texts kLock = {"exception returns not locked", "exception return state locked"};
constexpr Texts kEndian = {"little-endian data", "big-endian data"};
constexpr Texts kThumb = {"A32 (ARM) code", "T32 (Thumb) code"};

// DDI 0487, SPSR_EL1, M[4:0]: exception level and stack pointer, or the mode of AArch32.
constexpr Texts kModes = {"EL0t: user, AArch64",
                          "reserved",
                          "reserved",
                          "reserved",
                          "EL1t: kernel, on the user stack pointer",
                          "EL1h: kernel",
                          "reserved",
                          "reserved",
                          "EL2t: hypervisor, on the user stack pointer",
                          "EL2h: hypervisor, or a kernel with VHE",
                          "reserved",
                          "reserved",
                          "EL3t: secure monitor, on the user stack pointer",
                          "EL3h: secure monitor",
                          "reserved",
                          "reserved",
                          "AArch32 User",
                          "AArch32 FIQ",
                          "AArch32 IRQ",
                          "AArch32 Supervisor",
                          "reserved",
                          "reserved",
                          "AArch32 Monitor",
                          "AArch32 Abort",
                          "reserved",
                          "reserved",
                          "AArch32 Hyp",
                          "AArch32 Undefined",
                          "reserved",
                          "reserved",
                          "reserved",
                          "AArch32 System"};

// Kernels print eight digits as long as nothing stands above them.
constexpr FieldText kAarch64High[] = {{"EXLOCK", 34, 34, kLock}};
constexpr FieldText kAarch64[] = {
    {"N", 31, 31, kNegative},
    {"Z", 30, 30, kZero},
    {"C", 29, 29, kCarry},
    {"V", 28, 28, kOverflow},
    {"TCO", 25, 25, kTagCheck},
    {"DIT", 24, 24, kTiming},
    {"UAO", 23, 23, kUserAccess},
    {"PAN", 22, 22, kPrivilegedAccess},
    {"SS", 21, 21, kStep},
    {"IL", 20, 20, kIllegal},
    {"ALLINT", 13, 13, kInterrupts},
    {"SSBS", 12, 12, kSpeculation},
    {"BTYPE", 11, 10, kBranch},
    {"D", 9, 9, kDebug},
    {"A", 8, 8, kSError},
    {"I", 7, 7, kIrq},
    {"F", 6, 6, kFiq},
    {"M", 4, 0, kModes},
};

// As __show_regs tells them for a 32-bit process (PSR_AA32_*, asm/ptrace.h).
constexpr FieldText kAarch32[] = {
    {"N", 31, 31, kNegative},
    {"Z", 30, 30, kZero},
    {"C", 29, 29, kCarry},
    {"V", 28, 28, kOverflow},
    {"Q", 27, 27, kSaturated},
    {"IT[1:0]", 26, 25},
    {"DIT", 24, 24, kTiming},
    {"SSBS", 23, 23, kSpeculation},
    {"PAN", 22, 22, kPrivilegedAccess},
    {"SS", 21, 21, kStep},
    {"IL", 20, 20, kIllegal},
    {"GE", 19, 16},
    {"IT[7:2]", 15, 10},
    {"E", 9, 9, kEndian},
    {"A", 8, 8, kSError},
    {"I", 7, 7, kIrq},
    {"F", 6, 6, kFiq},
    {"T", 5, 5, kThumb},
    {"M", 4, 0, kModes},
};

}  // namespace

BitFields DescribePstate(uint64_t value, const DescribeContext&) {
    BitFields fields;
    if (Bit(value, kAarch32Bit)) {
        AppendFields(kAarch32, value, fields);
    } else {
        if (value >> 32 != 0) AppendFields(kAarch64High, value, fields);
        AppendFields(kAarch64, value, fields);
    }
    return fields;
}

}  // namespace faultbox::arm64
