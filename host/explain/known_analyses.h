#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/code/crash_registers.h"
#include "host/explain/explanation.h"

namespace faultbox {

/// Analyses of events that may come again: the same fault of many vehicles differs in registers that no question is
/// about. Bounded, by count and by bytes: when it is full it forgets all, which a batch of more faults pays once in so
/// many.
class KnownAnalyses {
  public:
    /// The analysis of an event with the explained part `part`, serialized, and `registers`, or nullptr.
    std::shared_ptr<const EventAnalysis> Find(const std::string& part, const CrashRegisters& registers) const;
    /// Keeps the analysis that was made by asking `registers`.
    void Keep(const std::string& part, const CrashRegisters& registers, std::shared_ptr<const EventAnalysis> analysis);

  private:
    struct Known {
        CrashRegisters registers;
        std::shared_ptr<const EventAnalysis> analysis;
    };
    std::unordered_map<std::string, std::vector<Known>> known_;
    size_t bytes_ = 0;  // Of all that was kept since it was empty.
};

}  // namespace faultbox
