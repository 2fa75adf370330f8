#pragma once

#include <cstdint>
#include <string>

#include "host/explain/crash_context.h"
#include "host/explain/explanation.h"
#include "host/explain/faulting_access.h"

namespace faultbox {

/// Explains a general protection fault or stack fault of x86-64 for which the kernel states no address: the CPU raises
/// it, among others, for an access to an address that is not canonical, and has no register for that address (Intel SDM
/// vol. 1, 3.3.7.1). The operand whose address, by the printed registers, is not canonical is the one. Empty where
/// there is none, or the event is another.
Explanation ExplainGeneralProtection(CrashContext& context);

/// Whether the headline says that the event is such a fault, with or without an address.
bool IsProtectionFault(const format::Event& event);

/// The operand of the instruction at the pc that no page tables could translate, and so the one that faulted.
std::optional<OperandAtPc> FindNonCanonicalOperand(CrashContext& context);

/// "; no canonical address: bits 63 to 47 are not all equal", where that is so: of the bits that paging does not
/// translate and the highest that it does, bit 47 or, where CR4 has LA57, bit 56. Where CR4 was not printed five levels
/// are taken. Empty on other CPUs.
std::string RemarkOnCanonical(uint64_t address, CrashContext& context);

}  // namespace faultbox
