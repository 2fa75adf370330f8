#include "host/explain/known_analyses.h"

#include <algorithm>

namespace faultbox {
namespace {

constexpr size_t kMostParts = 2048;
constexpr size_t kMostBytes = 64 << 20;
constexpr size_t kMostOfOnePart = 4;

size_t BytesOf(const std::vector<SourceFrame>& frames) {
    return frames.size() * sizeof(SourceFrame);
}

// Most of it are frames.
size_t BytesOf(const EventAnalysis& analysis) {
    size_t bytes = sizeof analysis + BytesOf(analysis.location);
    for (const auto& trace : analysis.traces) {
        for (const auto& frames : trace) bytes += sizeof frames + BytesOf(frames);
    }
    for (const UnwoundCaller& caller : analysis.unwound) bytes += sizeof caller + BytesOf(caller.frames);
    return bytes;
}

}  // namespace

std::shared_ptr<const EventAnalysis> KnownAnalyses::Find(const std::string& part,
                                                         const CrashRegisters& registers) const {
    auto known = known_.find(part);
    if (known == known_.end()) return nullptr;
    auto agrees = [&](const Known& entry) { return entry.registers.AgreesWith(registers); };
    auto found = std::ranges::find_if(known->second, agrees);
    return found == known->second.end() ? nullptr : found->analysis;
}

void KnownAnalyses::Keep(const std::string& part, const CrashRegisters& registers,
                         std::shared_ptr<const EventAnalysis> analysis) {
    if (known_.size() >= kMostParts || bytes_ > kMostBytes) {
        known_.clear();
        bytes_ = 0;
    }
    auto [place, is_new] = known_.try_emplace(part);
    bytes_ += (is_new ? part.size() : 0) + sizeof(Known) + BytesOf(*analysis);
    std::vector<Known>& entries = place->second;
    if (entries.size() >= kMostOfOnePart) entries.clear();
    entries.push_back({registers, std::move(analysis)});
}

}  // namespace faultbox
