#include "arch/arm/analysis.h"

#include "arch/arm/control_text.h"
#include "arch/arm/decode.h"

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

}  // namespace

const ArchAnalysis kAnalysis = {
    .arch = Arch::kArm,
    .decode_instruction = DecodeInstruction,
    .call_clobbered = kCallClobbered,
    .describe_status = DescribeStatus,
    .cause_name = CauseName,
    .described = kDescribed,
};

}  // namespace faultbox::arm
