#pragma once

#include "arch/common/register_set.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What symbol files explain of an event: the part that is the same each time the same fault strikes, without when and
/// to whom it happened (of a process's fault the process is part of it). Of the registers it has those that tell where
/// the code was, pc and link register; the others are CrashRegisters. `registers` are those of `event`. `part` becomes
/// it, in the memory that it has from the event before.
void TakeExplainedPart(const format::Event& event, const RegisterSet& registers, format::Event& part);

}  // namespace faultbox
