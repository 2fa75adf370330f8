// /proc/PID/maps, whose paths are any bytes, and the ELF headers and stacks that a hostile process has in its memory:
// the bytes behind the first NUL are its memory, again and again.
#include "target/usercrash/process_maps.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "arch/common/bytes.h"
#include "target/usercrash/elf_image.h"
#include "target/usercrash/stack_walker.h"
#include "tests/unit/target/usercrash/memory_stream.h"

namespace {

using namespace faultbox;
using namespace faultbox::usercrash;

class InputMemory : public ProcessMemory {
  public:
    explicit InputMemory(Bytes bytes) : bytes_(bytes) {}
    bool Read(uint64_t address, std::span<uint8_t> buffer) override {
        if (bytes_.empty()) return false;
        for (size_t i = 0; i < buffer.size(); ++i) buffer[i] = bytes_[(address + i) % bytes_.size()];
        return true;
    }

  private:
    Bytes bytes_;
};

void WalkFrom(ProcessMemory& memory, const CodeMap& map, const ThreadLayout& layout) {
    CoreThread thread;
    for (RegisterId id : layout.registers) thread.registers.Set(id, map.modules[0].begin + 8 * id);
    thread.registers.Set(layout.pc, map.modules[0].code_begin);
    auto stack = std::make_unique<ThreadStack>();
    WalkStack(memory, map, layout, thread, *stack);
    if (stack->frames.empty() || stack->end == WalkEnd::kNotWalked) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Bytes bytes(data, size);
    auto text_end = std::ranges::find(bytes, 0) - bytes.begin();
    MemoryStream stream(std::string(AsText(bytes.first(static_cast<size_t>(text_end)))));
    auto map = std::make_unique<CodeMap>();
    (void)ReadProcessMaps(stream, *map);
    InputMemory memory(bytes.subspan(static_cast<size_t>(text_end)));
    for (int machine : {62, 40, 3}) {
        const ThreadLayout& layout = *FindLayout(static_cast<uint16_t>(machine), machine == 62);
        for (Module& module : map->modules) ReadElfImage(memory, layout, module);
        if (!map->modules.empty()) WalkFrom(memory, *map, layout);
    }
    return 0;
}
