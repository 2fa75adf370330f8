#include "arch/arm64/fault.h"

#include <algorithm>

namespace faultbox::arm64 {
namespace {

using enum FaultCause;

// Causes without an entry in FaultCause of their own are kOther: address size, tag check, granule protection.
constexpr FaultCode kCodes[] = {
    {0b000000, kOther, 0},
    {0b000001, kOther, 1},
    {0b000010, kOther, 2},
    {0b000011, kOther, 3},
    {0b000100, kTranslation, 0},
    {0b000101, kTranslation, 1},
    {0b000110, kTranslation, 2},
    {0b000111, kTranslation, 3},
    {0b001000, kAccessFlag, 0},
    {0b001001, kAccessFlag, 1},
    {0b001010, kAccessFlag, 2},
    {0b001011, kAccessFlag, 3},
    {0b001100, kPermission, 0},
    {0b001101, kPermission, 1},
    {0b001110, kPermission, 2},
    {0b001111, kPermission, 3},
    {0b010000, kExternalAbort, kNoLevel},
    {0b010001, kOther, kNoLevel},
    {0b010010, kExternalAbortOnWalk, -2},
    {0b010011, kExternalAbortOnWalk, -1},
    {0b010100, kExternalAbortOnWalk, 0},
    {0b010101, kExternalAbortOnWalk, 1},
    {0b010110, kExternalAbortOnWalk, 2},
    {0b010111, kExternalAbortOnWalk, 3},
    {0b011000, kParity, kNoLevel},
    {0b011011, kParity, -1},
    {0b011100, kParity, 0},
    {0b011101, kParity, 1},
    {0b011110, kParity, 2},
    {0b011111, kParity, 3},
    {0b100001, kAlignment, kNoLevel},
    {0b100010, kOther, -2},
    {0b100011, kOther, -1},
    {0b100100, kOther, 0},
    {0b100101, kOther, 1},
    {0b100110, kOther, 2},
    {0b100111, kOther, 3},
    {0b101000, kOther, kNoLevel},
    {0b101001, kOther, -1},
    {0b101010, kTranslation, -2},
    {0b101011, kTranslation, -1},
    {0b101100, kOther, -2},
    {0b110000, kTlbConflict, kNoLevel},
    {0b110001, kOther, kNoLevel},
    {0b110100, kOther, kNoLevel},
    {0b110101, kOther, kNoLevel},
    {0b111101, kDomain, 1},
    {0b111110, kDomain, 2},
};

FaultCause CauseOfClass(uint8_t exception_class) {
    switch (exception_class) {
        case kEcUnknown:
            return kUndefinedInstruction;
        case kEcPcAlignment:
        case kEcSpAlignment:
            return kAlignment;
        case kEcSError:
            return kAsynchronousAbort;
        case kEcBkpt32:
        case kEcBrk64:
            return kBreakpoint;
        case kEcVectorCatch:
            return kDebug;
        default:
            return exception_class >= kEcBreakpointLower && exception_class <= kEcWatchpoint ? kDebug : kOther;
    }
}

Access DataAccess(uint64_t esr) {
    uint8_t code = FaultStatusCodeOf(esr);
    // DDI 0487, ESR_EL1, ISS encoding for an exception from a Data Abort, WnR.
    if (Bit(esr, kCmBit) || code == kFscAtomicUpdate || code == kFscExclusive) return Access::kUnknown;
    return Bit(esr, kWnRBit) ? Access::kWrite : Access::kRead;
}

void DecodeAbort(uint64_t esr, FaultInfo& fault) {
    if (const FaultCode* code = FindFaultCode(esr)) {
        fault.cause = code->cause;
        if (code->level >= 0) fault.level = static_cast<uint8_t>(code->level);
    }
    fault.address_valid = FaultStatusCodeOf(esr) != kFscExternalAbort || !Bit(esr, kFnVBit);
    fault.access = IsInstructionAbort(esr) ? Access::kExecute : DataAccess(esr);
}

}  // namespace

std::span<const FaultCode> FaultCodes() {
    return kCodes;
}

const FaultCode* FindFaultCode(uint64_t esr) {
    if (!IsInstructionAbort(esr) && !IsDataAbort(esr)) return nullptr;
    auto found = std::ranges::find(kCodes, FaultStatusCodeOf(esr), &FaultCode::code);
    return found == std::ranges::end(kCodes) ? nullptr : &*found;
}

FaultInfo DecodeFault(uint64_t esr, bool) {
    FaultInfo fault;
    fault.status = esr;
    if (IsInstructionAbort(esr) || IsDataAbort(esr)) {
        DecodeAbort(esr, fault);
        return fault;
    }
    uint8_t exception_class = ClassOf(esr);
    fault.cause = CauseOfClass(exception_class);
    // FAR_ELx is written for aborts, PC alignment faults and watchpoints only (DDI 0487, FAR_EL1).
    bool watchpoint = (exception_class & ~1) == kEcWatchpointLower;
    fault.address_valid = watchpoint || exception_class == kEcPcAlignment;
    if (watchpoint) fault.access = DataAccess(esr);
    if (exception_class == kEcPcAlignment) fault.access = Access::kExecute;
    return fault;
}

}  // namespace faultbox::arm64
