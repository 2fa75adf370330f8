// An ELF file with index tables, and the same bytes as unwinding instructions.

#include "arch/arm/registers.h"
#include "host/unwind/arm_exidx.h"

namespace {

void Run(faultbox::Bytes instructions) {
    using namespace faultbox;
    RegisterSet registers;
    for (RegisterId id = 0; id <= arm::kPc; ++id) registers.Set(id, 0x2000 + 4u * id);
    unwind::StackMemory memory(0x2000, std::vector<uint64_t>(64, 0x2040), 4);
    (void)unwind::RunExidx(instructions, registers, memory);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace faultbox;
    if (size > 65'536) return 0;
    Run(Bytes(data, size));
    Result<std::unique_ptr<elf::ElfFile>> file = elf::ElfFile::Parse(Bytes(data, size));
    if (!file) return 0;
    unwind::ExidxTable table(**file);
    int left = 256;
    for (const unwind::ExidxEntry& entry : table.entries()) {
        if (left-- == 0) break;
        table.Find(entry.function);
        Result<unwind::ExidxInstructions> instructions = table.InstructionsOf(entry);
        if (instructions) Run(instructions->bytes);
    }
    return 0;
}
