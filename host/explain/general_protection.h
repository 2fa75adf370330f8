#pragma once

#include <cstdint>
#include <string>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"
#include "host/explain/faulting_access.h"

namespace faultbox {

/// Whether the headline says that the event is a general protection fault or stack fault of x86, with or without an
/// address.
bool IsProtectionFault(const format::Event& event);

/// The operand of the instruction at the pc that raised such a fault: the CPU raises it, among others, for an access to
/// an address that is not canonical, and has no register for that address (Intel SDM vol. 1, 3.3.7.1). It is the
/// operand whose address, by the printed registers, is not canonical; its address is known.
std::optional<OperandAtPc> FindNonCanonicalOperand(CrashContext& context);

/// Explains the fault by that operand alone.
Explanation ExplainNonCanonicalOperand(const OperandAtPc& operand, CrashContext& context);

/// "; no canonical address: bits 63 to 47 are not all equal", where that is so: of the bits that paging does not
/// translate and the highest that it does, bit 47 or, where CR4 has LA57, bit 56. Where CR4 was not printed five levels
/// are taken. Empty on other CPUs.
std::string RemarkOnCanonical(uint64_t address, CrashContext& context);

}  // namespace faultbox
