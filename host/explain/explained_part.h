#pragma once

#include <string>

#include "arch/common/register_set.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What symbol files explain of an event: the part that is the same each time the same fault strikes, without when and
/// to whom it happened (of a process's fault the process is part of it). Of the registers it has those that tell where
/// the code was, pc and link register; the others are CrashRegisters. `registers` are those of `event`. `part` becomes
/// it, as a serialized format::Event: an event that has no more in it is made for those alone that are explained, and
/// the others are known again by these bytes.
void WriteExplainedPart(const format::Event& event, const RegisterSet& registers, std::string& part);

}  // namespace faultbox
