// A byte of flags (bit 0: .eh_frame, bit 1: 4-byte addresses, bit 2: big-endian), then the section.

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/unwind/caller_registers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    using namespace faultbox::unwind;
    if (size == 0 || size > 16'384) return 0;
    CfiTable table({.bytes = Bytes(data + 1, size - 1),
                    .address = 0x1000,
                    .is_eh_frame = (data[0] & 1) != 0,
                    .order = (data[0] & 4) != 0 ? std::endian::big : std::endian::little,
                    .address_size = static_cast<uint8_t>((data[0] & 2) != 0 ? 4 : 8)});
    Arch cpu = (data[0] & 2) != 0 ? Arch::kArm : Arch::kX86_64;
    const ArchInfo& arch = *FindArch(cpu);
    RegisterSet registers;
    for (RegisterId id = 0; id < 16; ++id) registers.Set(id, 0x2000 + 8u * id);
    StackMemory memory(0x2000, std::vector<uint64_t>(64, 0x2040), arch.pointer_size);
    int left = 64;
    for (const Fde& fde : table.entries()) {
        if (left-- == 0) break;
        for (uint64_t pc : {fde.begin, fde.begin + (fde.end - fde.begin) / 2, fde.end - 1}) {
            Result<UnwindRow> row = RowAt(table.section(), fde, pc);
            if (!row) continue;
            (void)CallerByRow(*row, *fde.cie, table.section().order, arch, *FindArchAnalysis(cpu), registers, memory);
        }
        table.Find(fde.end);
    }
    return 0;
}
