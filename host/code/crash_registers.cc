#include "host/code/crash_registers.h"

namespace faultbox {

bool CrashRegisters::AreSame(const CrashRegisters& other, uint64_t mask) const {
    for (RegisterId id = 0; id < RegisterSet::kCapacity; ++id) {
        bool is_marked = (mask >> id) & 1;
        if (is_marked && values_.Get(id) != other.values_.Get(id)) return false;
    }
    return true;
}

}  // namespace faultbox
