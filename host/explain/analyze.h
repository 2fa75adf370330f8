#pragma once

#include "host/explain/explanation.h"
#include "host/symbols/symbol_store.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

struct AnalyzeOptions {
    bool force = false;  ///< Use symbol files that contradict the crash. Nothing is then certain.
};

/// Symbolizes one event and explains it as far as the symbol files prove anything: which instruction accessed what,
/// through which pointer, and which member of which structure lies there. Never names a member without the image or
/// module that crashed; what is missing is said with its reason.
EventAnalysis Analyze(const format::Event& event, const SymbolStore& symbols, const AnalyzeOptions& options);

}  // namespace faultbox
