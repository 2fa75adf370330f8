// For builds without libunwind.
#include "target/usercrash/stack_walker.h"

namespace faultbox::usercrash {

void PrepareStackWalks() {}

void WalkStack(ProcessMemory&, const CodeMap& map, const ThreadLayout& layout, const CoreThread& thread,
               ThreadStack& stack) {
    uint64_t pc = thread.registers.Get(layout.pc).value_or(0);
    const CodeRange* range = map.FindCode(pc);
    stack.frames.Append({pc, range == nullptr ? kNoModule : range->module, FrameTrust::kRegister, true});
    stack.end = WalkEnd::kNoUnwinder;
}

}  // namespace faultbox::usercrash
