#pragma once

#include <cstdint>

#include "arch/arm64/field_text.h"
#include "arch/common/fault_info.h"

namespace faultbox::arm64 {

/// "data abort, current EL"; "reserved" where the manual defines no such class.
const char* ClassName(uint8_t exception_class);
/// The kernel's own name, esr_class_str of arch/arm64/kernel/traps.c: "DABT (current EL)", "UNRECOGNIZED EC".
const char* KernelClassName(uint8_t exception_class);
/// "translation fault, level 2", for the code of an abort; nullptr for a reserved one.
const char* FaultCodeName(uint8_t code);
/// What Linux uses that immediate of a BRK for (asm/brk-imm.h): "BUG() or WARN()"; nullptr for one it does not use.
const char* BrkName(uint64_t comment);

/// The fields of the syndrome (ISS, and ISS2 where it has any) of that class. Fields that this value declares invalid
/// are left out.
void AppendSyndrome(uint64_t esr, BitFields& fields);

/// All of ESR_ELx: EC, IL, and the syndrome of that class. `prefetch` has no influence.
BitFields DescribeStatus(uint64_t esr, bool prefetch);
/// What it says in one phrase: "translation fault, level 2"; "BRK: BUG() or WARN()"; "SError: uncontainable error".
const char* CauseName(uint64_t esr, bool prefetch);

}  // namespace faultbox::arm64
