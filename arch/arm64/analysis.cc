#include "arch/arm64/analysis.h"

#include "arch/arm64/control_text.h"
#include "arch/arm64/decode.h"
#include "arch/arm64/fault_text.h"
#include "arch/arm64/ras.h"

namespace faultbox::arm64 {
namespace {

BitFields DescribeEsr(uint64_t value, const DescribeContext& context) {
    return DescribeStatus(value, context.prefetch);
}

constexpr DescribedRegister kDescribed[] = {
    {"esr", "ESR_ELx, exception syndrome", DescribeEsr, nullptr},
    {"pstate", "PSTATE or SPSR_ELx, process state", DescribePstate, nullptr},
    {"errstatus", "ERR<n>STATUS or ERXSTATUS_EL1, error record status", DescribeErrorStatus, RemarkOnErrorStatus},
};

// x0-x18, lr (AAPCS64, section 6.1.1); x18 is the shadow call stack's in kernels that have one, which no walk follows.
constexpr uint64_t kCallClobbered = 0x4007'ffff;

}  // namespace

const ArchAnalysis kAnalysis = {
    .arch = Arch::kArm64,
    .decode_instruction = DecodeA64,
    .call_clobbered = kCallClobbered,
    .describe_status = DescribeStatus,
    .cause_name = CauseName,
    .described = kDescribed,
};

}  // namespace faultbox::arm64
