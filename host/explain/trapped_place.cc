#include "host/explain/trapped_place.h"

#include <algorithm>

#include "host/explain/effective_address.h"
#include "host/input/event_facts.h"

namespace faultbox {
namespace {

struct Registers {
    const ArchInfo& arch;
    const ArchAnalysis& analysis;
    const CrashRegisters& values;
};

// Whether the instruction at `address`, of `length` bytes unless 0, accesses the fault address.
bool Faults(const format::Event& event, const LinkedLocation& pc, uint64_t address, uint64_t length,
            const Registers& registers) {
    constexpr uint64_t kLongest = 4;  // Bytes.
    Result<Bytes> image = pc.file->ReadImage(address, kLongest);
    if (!image) return false;
    Result<Instruction> instruction = registers.analysis.decode_instruction(*image, address, pc.function.is_thumb);
    if (!instruction || (length != 0 && instruction->length != length)) return false;
    return std::ranges::any_of(instruction->memory, [&](const MemoryAccess& access) {
        std::optional<uint64_t> accessed = EffectiveAddress(access, registers.values, registers.arch);
        return accessed && ElementAt(access, *accessed, event.fault_address());
    });
}

}  // namespace

bool MayBeAdvanced(const format::Event& event) {
    return ArchOf(event) == Arch::kArm && KindOf(event) == EventKind::kAlignmentFault;
}

std::optional<uint64_t> TrapAdvance(const format::Event& event, const LinkedLocation& pc, const ArchInfo& arch,
                                    const ArchAnalysis& analysis, const CrashRegisters& registers) {
    if (!MayBeAdvanced(event) || !event.has_fault_address()) return std::nullopt;
    const Registers known{arch, analysis, registers};
    std::optional<uint64_t> advance;
    if (Faults(event, pc, pc.address, 0, known)) advance = 0;
    for (uint64_t length : {2, 4}) {
        if (length == 2 && !pc.function.is_thumb) continue;
        if (pc.address < pc.function.address + length) continue;
        if (!Faults(event, pc, pc.address - length, length, known)) continue;
        if (advance) return std::nullopt;
        advance = length;
    }
    return advance;
}

}  // namespace faultbox
