#include "host/code/crash_registers.h"

#include "arch/common/bits.h"

namespace faultbox {

bool CrashRegisters::AgreesWith(const CrashRegisters& other) const {
    if (values_.valid_mask() != other.values_.valid_mask()) return false;
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        if (Bit(asked_, id) && values_.Get(id) != other.values_.Get(id)) return false;
    }
    return true;
}

}  // namespace faultbox
