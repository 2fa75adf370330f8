#include "arch/arm64/analysis.h"

#include "arch/arm64/bit_operation.h"
#include "arch/arm64/control_text.h"
#include "arch/arm64/decode.h"
#include "arch/arm64/exception_writes.h"
#include "arch/arm64/fault_text.h"
#include "arch/arm64/ras.h"
#include "arch/arm64/registers.h"

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
constexpr RegisterId kArguments[] = {kX0, kX1, kX2, kX3, kX4, kX5, kX6, kX7};  // AAPCS64, section 6.8.2
constexpr uint64_t kFramePointers = uint64_t{1} << kX29;                       // AAPCS64, section 6.4.6

}  // namespace

const ArchAnalysis kAnalysis = {
    .arch = Arch::kArm64,
    .decode_instruction = DecodeA64,
    .length_of_instruction = nullptr,
    .decode_bit_operation = DecodeBitOperation,
    .call_clobbered = kCallClobbered,
    .arguments = kArguments,
    .arguments_always = true,
    .exception_writes = ExceptionWrites,
    .exception_handler_writes = 0,
    .frame_pointers = kFramePointers,
    .describe_status = DescribeStatus,
    .cause_name = CauseName,
    .described = kDescribed,
};

}  // namespace faultbox::arm64
