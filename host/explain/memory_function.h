#pragma once

#include <optional>
#include <string_view>

#include "arch/common/arch_analysis.h"
#include "arch/common/fault_info.h"
#include "host/explain/locate.h"

namespace faultbox {

/// The register in which the function at `place` was given the pointer through which it does an access of that kind:
/// the kernel's functions on memory, texts and bits, which are written in assembly and go through it by other
/// registers. nullopt for all other functions.
std::optional<RegisterId> PointerArgumentOf(const LinkedLocation& place, const ArchAnalysis& analysis, Access access);

/// True for two bodies of one such function, of which the kernel chooses at boot: what calls memcpy() on x86 may run
/// memcpy_erms() or memcpy_orig() with the same arguments (arch/x86/lib/memcpy_64.S).
bool AreVariants(std::string_view called, std::string_view ran);

}  // namespace faultbox
