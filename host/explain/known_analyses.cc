#include "host/explain/known_analyses.h"

#include <algorithm>

namespace faultbox {
namespace {

constexpr size_t kMostParts = 2048;
constexpr size_t kMostBytes = 32 << 20;
constexpr size_t kMostOfOnePart = 4;

}  // namespace

std::shared_ptr<const EventAnalysis> KnownAnalyses::Find(const std::string& part,
                                                         const CrashRegisters& registers) const {
    auto known = known_.find(part);
    if (known == known_.end()) return nullptr;
    auto is_same = [&](const Known& entry) {
        return entry.registers.valid_mask() == registers.valid_mask() &&
               entry.registers.AreSame(registers, entry.registers.asked_mask());
    };
    auto found = std::ranges::find_if(known->second, is_same);
    return found == known->second.end() ? nullptr : found->analysis;
}

void KnownAnalyses::Keep(const std::string& part, const CrashRegisters& registers,
                         std::shared_ptr<const EventAnalysis> analysis) {
    if (known_.size() >= kMostParts || bytes_ > kMostBytes) {
        known_.clear();
        bytes_ = 0;
    }
    auto [place, is_new] = known_.try_emplace(part);
    if (is_new) bytes_ += part.size();
    std::vector<Known>& entries = place->second;
    if (entries.size() >= kMostOfOnePart) entries.clear();
    entries.push_back({registers, std::move(analysis)});
}

}  // namespace faultbox
