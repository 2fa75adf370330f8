#pragma once

#include <memory>
#include <string>

#include "host/code/crash_registers.h"
#include "host/explain/explanation.h"
#include "host/explain/known_analyses.h"
#include "host/symbols/symbol_store.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

struct AnalyzeOptions {
    bool force = false;  ///< Use symbol files that contradict the crash. Nothing is then certain.
};

/// Symbolizes events and explains them as far as the symbol files prove anything: which instruction accessed what,
/// through which pointer, and which member of which structure lies there. Never names a member without the image or
/// module that crashed; what is missing is said with its reason.
class Analyzer {
  public:
    /// `symbols` must outlive the object.
    explicit Analyzer(const SymbolStore& symbols, const AnalyzeOptions& options = {})
        : symbols_(symbols), options_(options) {}

    /// Never nullptr. Events have the same object only where they have the same explained part.
    std::shared_ptr<const EventAnalysis> Analyze(const format::Event& event);

  private:
    std::shared_ptr<const EventAnalysis> AnalyzePart(const format::Event& part, const CrashRegisters& registers);

    const SymbolStore& symbols_;
    AnalyzeOptions options_;
    KnownAnalyses known_;
    // Of the event at hand; kept for their memory.
    format::Event part_;
    std::string key_;
};

/// The verdict on an event that is explained by what its text says, with whom and when it struck: not by code, and not
/// by the Analyzer. Empty for all others, and where the text says too little.
std::string VerdictByText(const format::Event& event);

}  // namespace faultbox
