#pragma once

#include <optional>
#include <string>

#include "arch/common/arch_analysis.h"
#include "host/explain/locate.h"

namespace faultbox {

/// How the printed `Code:` bytes and the code of a symbol file agree.
struct CodeFit {
    size_t compared = 0;                 ///< Instructions that are equal.
    std::optional<uint64_t> difference;  ///< Link address of the first instruction that is not.
};

/// Compares the bytes that `event` prints around its pc with those of `pc`'s file. Left out is what a running kernel
/// changes: what a module's loader fills in, and on x86 and arm64 calls, jumps, no-ops and lock prefixes (ftrace, jump
/// labels, static calls, thunks, alternatives). nullopt where there is nothing to compare.
std::optional<CodeFit> CompareCode(const format::Event& event, const LinkedLocation& pc, const ArchAnalysis& analysis);

}  // namespace faultbox
