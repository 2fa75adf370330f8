#pragma once

#include "host/explain/crash_context.h"

namespace faultbox {

/// How a symbol file fits the crash, whose code or types a finding was made with: that of the pc, or of a caller.
inline SymbolFit FitOf(CrashContext& context, const SymbolFile& file) {
    const SymbolFileIdentity& identity = file.identity();
    return context.FitOf(identity.is_relocatable ? identity.module_name : std::string()).fit;
}

}  // namespace faultbox
