// A core on standard input: the kernel's or a debugger's, or one made to confuse.
#include "target/usercrash/core_notes.h"

#include <cstddef>
#include <cstdint>
#include <memory>

#include "arch/common/bytes.h"
#include "tests/unit/target/usercrash/memory_stream.h"

using namespace faultbox;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    usercrash::MemoryStream stream(std::string(AsText({data, size})));
    auto facts = std::make_unique<usercrash::CoreFacts>();
    Result<void> read = usercrash::ReadCoreNotes(stream, *facts);
    if (read && (facts->layout == nullptr || facts->threads.empty())) __builtin_trap();
    for (const usercrash::CoreThread& thread : facts->threads) {
        if (!thread.registers.Has(facts->layout->pc)) __builtin_trap();
    }
    return 0;
}
