#include "arch/x86/analysis.h"

#include <initializer_list>

#include "arch/x86/bit_operation.h"
#include "arch/x86/control_text.h"
#include "arch/x86/decode.h"
#include "arch/x86/exception_writes.h"
#include "arch/x86/machine_check_registers.h"
#include "arch/x86/registers.h"

namespace faultbox {
namespace {

using namespace x86;

BitFields DescribeErrorCode(uint64_t value, const DescribeContext& context) {
    return DescribePageFault(value, context.prefetch);
}

constexpr char kSelector[] = "segment selector (SDM vol. 3, 3.4.2)";

constexpr DescribedRegister kErrorCode = {"error_code", "error code of a page fault (SDM vol. 3, 4.7)",
                                          DescribeErrorCode, RemarkOnPageFault};
constexpr DescribedRegister kCr0 = {"cr0", "CR0 (SDM vol. 3, 2.5)", DescribeCr0, RemarkOnCr0};
constexpr DescribedRegister kCr4 = {"cr4", "CR4 (SDM vol. 3, 2.5)", DescribeCr4, RemarkOnCr4};
constexpr DescribedRegister kEflags = {"eflags", "EFLAGS or RFLAGS (SDM vol. 1, 3.4.3)", DescribeEflags,
                                       RemarkOnEflags};
constexpr DescribedRegister kDr6 = {"dr6", "DR6, debug status (SDM vol. 3, Debug Registers)", DescribeDr6, RemarkOnDr6};
constexpr DescribedRegister kDr7 = {"dr7", "DR7, debug control (SDM vol. 3, Debug Registers)", DescribeDr7,
                                    RemarkOnDr7};
constexpr DescribedRegister kSelectorError = {"selector_error",
                                              "error code of #TS, #NP, #SS and #GP (SDM vol. 3, 6.13)",
                                              DescribeSelectorError, RemarkOnSelectorError};
constexpr DescribedRegister kControlProtection = {"control_protection", "error code of #CP (SDM vol. 3, 6.15)",
                                                  DescribeControlProtection, RemarkOnControlProtection};

constexpr DescribedRegister kDescribedOf32[] = {
    kErrorCode,
    kCr0,
    {"cr3", "CR3 (SDM vol. 3, 4.3 and 4.4.1)", DescribeCr3Of32, RemarkOnCr3},
    kCr4,
    kEflags,
    kDr6,
    kDr7,
    {"cs", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    {"ss", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    {"ds", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    {"es", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    {"fs", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    {"gs", kSelector, DescribeSelector, RemarkOnSelectorOf32},
    kSelectorError,
    kControlProtection,
    kMciStatusRegister,
    kMcgStatusRegister,
    kMciMiscRegister,
    kMcaIpidRegister,
};

constexpr DescribedRegister kDescribedOf64[] = {
    kErrorCode,
    kCr0,
    {"cr3", "CR3 (SDM vol. 3, 4.5.2)", DescribeCr3Of64, RemarkOnCr3},
    kCr4,
    kEflags,
    kDr6,
    kDr7,
    {"pkru", "PKRU, protection keys of user pages (SDM vol. 3, 4.6.2)", DescribePkru, RemarkOnPkru},
    {"cs", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    {"ss", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    {"ds", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    {"es", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    {"fs", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    {"gs", kSelector, DescribeSelector, RemarkOnSelectorOf64},
    kSelectorError,
    kControlProtection,
    kMciStatusRegister,
    kMcgStatusRegister,
    kMciMiscRegister,
    kMcaIpidRegister,
};

constexpr uint64_t Mask(std::initializer_list<RegisterId> registers) {
    uint64_t mask = 0;
    for (RegisterId reg : registers) mask |= uint64_t{1} << reg;
    return mask;
}

// System V ABI, i386 supplement, section 2.2.3; also with the kernel's -mregparm=3.
constexpr uint64_t kCallClobberedOf32 = Mask({i386::kEax, i386::kEcx, i386::kEdx});
// System V ABI, AMD64 supplement, section 3.2.1.
constexpr uint64_t kCallClobberedOf64 = Mask({x86_64::kRax, x86_64::kRcx, x86_64::kRdx, x86_64::kRsi, x86_64::kRdi,
                                              x86_64::kR8, x86_64::kR9, x86_64::kR10, x86_64::kR11});

// ex_handler_*, arch/x86/mm/extable.c of Linux 4.6 to 5.15.
constexpr uint64_t kHandlerWritesOf32 = Mask({i386::kEax, i386::kEdx});
constexpr uint64_t kHandlerWritesOf64 = Mask({x86_64::kRax, x86_64::kRdx});

// The kernel's -mregparm=3 (arch/x86/Makefile); asmlinkage functions have none (arch/x86/include/asm/linkage.h).
constexpr RegisterId kArgumentsOf32[] = {i386::kEax, i386::kEdx, i386::kEcx};
// x86-64 psABI 1.0, section 3.2.3.
constexpr RegisterId kArgumentsOf64[] = {x86_64::kRdi, x86_64::kRsi, x86_64::kRdx,
                                         x86_64::kRcx, x86_64::kR8,  x86_64::kR9};

}  // namespace

const ArchAnalysis i386::kAnalysis = {
    .arch = Arch::kI386,
    .decode_instruction = Decode32,
    .length_of_instruction = LengthIn32,
    .decode_bit_operation = DecodeBitOperation32,
    .call_clobbered = kCallClobberedOf32,
    .arguments = kArgumentsOf32,
    .arguments_always = false,
    .exception_writes = ExceptionWrites,
    .exception_handler_writes = kHandlerWritesOf32,
    .frame_pointers = Mask({i386::kEbp}),
    .describe_status = DescribePageFault,
    .cause_name = PageFaultCauseName,
    .described = kDescribedOf32,
};

const ArchAnalysis x86_64::kAnalysis = {
    .arch = Arch::kX86_64,
    .decode_instruction = Decode64,
    .length_of_instruction = LengthIn64,
    .decode_bit_operation = DecodeBitOperation64,
    .call_clobbered = kCallClobberedOf64,
    .arguments = kArgumentsOf64,
    .arguments_always = true,
    .exception_writes = ExceptionWrites,
    .exception_handler_writes = kHandlerWritesOf64,
    .frame_pointers = Mask({x86_64::kRbp}),
    .describe_status = DescribePageFault,
    .cause_name = PageFaultCauseName,
    .described = kDescribedOf64,
};

}  // namespace faultbox
