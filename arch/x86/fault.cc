#include "arch/x86/fault.h"

#include "arch/common/bits.h"

namespace faultbox::x86 {
namespace {

FaultCause CauseOf(uint64_t error_code) {
    if (Bit(error_code, kSgxBit)) return FaultCause::kPermission;  // Unrelated to paging, whatever P says.
    if (!Bit(error_code, kPresentBit)) return FaultCause::kTranslation;
    if (Bit(error_code, kReservedBitBit)) return FaultCause::kReservedBit;
    return FaultCause::kPermission;
}

}  // namespace

FaultInfo DecodePageFault(uint64_t error_code, bool is_prefetch) {
    FaultInfo fault;
    fault.status = error_code;
    fault.cause = CauseOf(error_code);
    if (is_prefetch || Bit(error_code, kFetchBit)) {
        fault.access = Access::kExecute;
    } else {
        fault.access = Bit(error_code, kWriteBit) ? Access::kWrite : Access::kRead;
    }
    return fault;
}

SelectorError DecodeSelectorError(uint64_t error_code) {
    SelectorError error;
    error.external = Bit(error_code, 0);
    if (Bit(error_code, 2)) error.table = SelectorTable::kLdt;
    if (Bit(error_code, 1)) error.table = SelectorTable::kIdt;  // TI means nothing then.
    error.index = static_cast<uint16_t>(Bits(error_code, 15, 3));
    error.names_selector = Bits(error_code, 15, 1) != 0;
    error.reserved_set = Bits(error_code, 63, 16) != 0;
    return error;
}

}  // namespace faultbox::x86
