#pragma once

#include "target/usercrash/process_memory.h"
#include "target/usercrash/user_crash.h"

namespace faultbox::usercrash {

/// Lets libunwind initialize itself. To be called before system calls are filtered: it asks the system which way of
/// checking addresses of its own process it has.
void PrepareStackWalks();

/// Finds the callers of a thread in memory that is hostile: at most kMaxFrames, each in executable memory and further
/// up the stack than the one before. `stack` is filled frame by frame, so that what was found stays when the walk is
/// ended from outside. Only for processes of the recorder's own CPU; otherwise, and in builds without libunwind, the pc
/// alone is told.
void WalkStack(ProcessMemory& memory, const CodeMap& map, const ThreadLayout& layout, const CoreThread& thread,
               ThreadStack& stack);

}  // namespace faultbox::usercrash
