#pragma once

#include <cstdint>
#include <string>

#include "arch/common/arch_info.h"
#include "arch/common/fault_info.h"
#include "host/explain/explanation.h"
#include "host/input/decoded_input.h"
#include "target/oops/crash_event.h"

namespace faultbox {

/// The words of JSON and of the text report; docs/json.md lists them.
const char* NameOf(Access access);
const char* NameOf(Severity severity);
const char* NameOf(Relation relation);
const char* NameOf(Confidence confidence);
const char* NameOf(InputKind kind);
/// Empty where it is not known.
const char* NameOf(FrameContext context);
/// nullptr where no symbol file was given.
const char* NameOf(SymbolFit fit);
/// As kernels print it; "#31" where the CPU is not known (nullptr) or has no such register.
std::string RegisterName(const ArchInfo* arch, uint32_t id);

}  // namespace faultbox
