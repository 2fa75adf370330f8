#include <format>

#include "host/symbols/symbol_store.h"

namespace faultbox {
namespace {

/// How well the types of `kernel` may be what `module` was built with; 0: not at all.
int FitOf(const SymbolFile& kernel, const SymbolFile& module) {
    if (!kernel.HasTypesForModules()) return 0;
    const std::string& release = kernel.identity().release;
    if (release.empty() || module.identity().release.empty()) return 1;
    return release == module.identity().release ? 2 : 0;
}

std::string WhyNone(const SymbolFile& module, const std::vector<std::unique_ptr<SymbolFile>>& files) {
    for (const auto& file : files) {
        if (!file->HasTypesForModules()) continue;
        return std::format("no types: it is of {}, the kernel {} of {}", module.identity().release, file->name(),
                           file->identity().release);
    }
    return "no types: its BTF goes on from its kernel's, and no vmlinux with BTF is given";
}

}  // namespace

std::vector<std::string> SymbolStore::AttachKernelTypes() {
    std::vector<std::string> reasons;
    for (const auto& module : files_) {
        if (!module->NeedsTypesOfKernel()) continue;
        const SymbolFile* best = nullptr;
        for (const auto& file : files_) {
            int fit = FitOf(*file, *module);
            if (fit != 0 && (best == nullptr || fit > FitOf(*best, *module))) best = file.get();
        }
        if (best == nullptr) {
            reasons.push_back(std::format("{}: {}", module->name(), WhyNone(*module, files_)));
            continue;
        }
        Result<void> used = module->UseTypesOf(*best);
        if (used) continue;
        reasons.push_back(std::format("{}: no types of {}: {} (offset {:#x})", module->name(), best->name(),
                                      used.error().what, used.error().offset));
    }
    return reasons;
}

}  // namespace faultbox
