#include "arch/common/arch_info.h"

#include "arch/common/bits.h"

namespace faultbox {

RegisterId FindDwarfRegister(const ArchInfo& info, uint64_t dwarf) {
    for (size_t id = 0; id < info.registers.size(); ++id) {
        int16_t number = info.registers[id].dwarf;
        if (number >= 0 && static_cast<uint64_t>(number) == dwarf) return static_cast<RegisterId>(id);
    }
    return kNoRegister;
}

RegisterId FindRegister(const ArchInfo& info, std::string_view name) {
    for (size_t id = 0; id < info.registers.size(); ++id) {
        if (name == info.registers[id].name) return static_cast<RegisterId>(id);
    }
    return kNoRegister;
}

uint64_t WrapToPointer(uint64_t value, const ArchInfo& arch) {
    return Bits(value, arch.pointer_size * 8u - 1, 0);
}

}  // namespace faultbox
