#pragma once

#include "target/oops/rules.h"

namespace faultbox {

/// The line that names processor, task and kernel, in all its generations (dump_stack_print_info, lib/dump_stack.c, and
/// what architectures had before 3.11). `rest` is behind "CPU: ". False for boot messages that begin so.
bool ReadCpuLine(EventBuilder& builder, const Line& line, Cursor rest);

/// The older line of x86, behind "Pid: ".
bool ReadPidLine(EventBuilder& builder, const Line& line, Cursor rest);

/// Taint and kernel on a line of their own: "      Not tainted 4.4.0-87-generic #110-Ubuntu" (check_hung_task,
/// kernel/hung_task.c).
bool ReadTaintLine(EventBuilder& builder, const Line& line, Cursor rest);

}  // namespace faultbox
