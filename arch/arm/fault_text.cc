#include "arch/arm/control_text.h"
#include "arch/arm/fault.h"
#include "arch/common/bits.h"

namespace faultbox::arm {
namespace {

// The fault status names a domain only for faults of the first-level walk that had one (DDI 0406C, B3.13.5).
bool DomainIsValid(const StatusCode* code) {
    if (code == nullptr) return false;
    bool second_level = code->level == 2 &&
                        (code->cause == FaultCause::kTranslation || code->cause == FaultCause::kExternalAbortOnWalk);
    return code->cause == FaultCause::kDomain || second_level;
}

void DescribeWnR(uint64_t status, bool prefetch, BitFields& fields) {
    const FaultInfo fault = DecodeFault(status, prefetch);
    const char* meaning = "unknown for this fault";
    if (prefetch) meaning = "has no meaning for a prefetch abort";
    if (fault.access == Access::kWrite) meaning = Bit(status, kCmBit) ? "write, or cache maintenance" : "write";
    if (fault.access == Access::kRead) meaning = "read";
    fields.Append({"WnR", kWnRBit, kWnRBit, Bit(status, kWnRBit), meaning});
}

}  // namespace

const char* CauseName(uint64_t status, bool prefetch) {
    const StatusCode* code = FindStatusCode(status, prefetch || Bit(status, kPrefetchBit));
    return code == nullptr ? "reserved status code" : code->name;
}

BitFields DescribeStatus(uint64_t status, bool prefetch) {
    BitFields fields;
    const bool lpae = IsLpae(status);
    const bool fetch = prefetch || Bit(status, kPrefetchBit);
    const StatusCode* code = FindStatusCode(status, fetch);
    if (Bit(status, kPrefetchBit)) {
        fields.Append(
            {"FSR_LNX_PF", kPrefetchBit, kPrefetchBit, 1, "the kernel's mark: fetching an instruction failed"});
    }
    if (lpae && !fetch) {
        fields.Append({"CM", kCmBit, kCmBit, Bit(status, kCmBit),
                       Bit(status, kCmBit) ? "cache maintenance operation" : "no cache maintenance"});
    }
    fields.Append({"ExT", kExTBit, kExTBit, Bit(status, kExTBit), "external abort type, implementation defined"});
    DescribeWnR(status, fetch, fields);
    fields.Append({"LPAE", kLpaeBit, kLpaeBit, lpae, lpae ? "long-descriptor format" : "short-descriptor format"});
    if (lpae) {
        fields.Append({"STATUS", 5, 0, StatusCodeOf(status), CauseName(status, fetch)});
        return fields;
    }
    fields.Append({"FS[4]", kFs4Bit, kFs4Bit, Bit(status, kFs4Bit), nullptr});
    if (!fetch) {
        fields.Append({"Domain", 7, 4, Bits(status, 7, 4),
                       DomainIsValid(code) ? "domain of the address" : "not valid for this fault"});
    }
    fields.Append({"FS[3:0]", 3, 0, Bits(status, 3, 0), CauseName(status, fetch)});
    return fields;
}

}  // namespace faultbox::arm
