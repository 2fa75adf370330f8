#include "arch/arm/analysis.h"

#include "arch/arm/bit_operation.h"
#include "arch/arm/control_text.h"
#include "arch/arm/decode.h"
#include "arch/arm/registers.h"

namespace faultbox::arm {
namespace {

BitFields DescribeFsr(uint64_t value, const DescribeContext& context) {
    return DescribeStatus(value, context.prefetch);
}

constexpr DescribedRegister kDescribed[] = {
    {"fsr", "DFSR or IFSR, fault status", DescribeFsr, nullptr},
    {"psr", "CPSR or SPSR, program status", DescribePsr, nullptr},
    {"control", "SCTLR, system control", DescribeControl, nullptr},
    {"table", "TTBR0, translation table base", DescribeTable, RemarkOnTable},
    {"dac", "DACR, domain access control", DescribeDac, RemarkOnDac},
};

// r0-r3, r12, lr (AAPCS32, section 6.1.1).
constexpr uint64_t kCallClobbered = 0b0101'0000'0000'1111;
constexpr RegisterId kArguments[] = {kR0, kR1, kR2, kR3};                     // AAPCS32, section 6.5
constexpr uint64_t kFramePointers = uint64_t{1} << kFp | uint64_t{1} << kR7;  // r11, and r7 of Thumb code.

}  // namespace

const ArchAnalysis kAnalysis = {
    .arch = Arch::kArm,
    .decode_instruction = DecodeInstruction,
    .length_of_instruction = nullptr,
    .decode_bit_operation = DecodeBitOperation,
    .call_clobbered = kCallClobbered,
    .arguments = kArguments,
    .arguments_always = true,
    .exception_writes = nullptr,
    .exception_handler_writes = 0,
    .frame_pointers = kFramePointers,
    .describe_status = DescribeStatus,
    .cause_name = CauseName,
    .described = kDescribed,
};

}  // namespace faultbox::arm
