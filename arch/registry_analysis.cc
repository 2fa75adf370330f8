#include "arch/registry_analysis.h"

#include "arch/arm/analysis.h"
#include "arch/arm64/analysis.h"
#include "arch/x86/analysis.h"

namespace faultbox {

const ArchAnalysis* FindArchAnalysis(Arch arch) {
    switch (arch) {
        case Arch::kArm:
            return &arm::kAnalysis;
        case Arch::kArm64:
            return &arm64::kAnalysis;
        case Arch::kI386:
            return &i386::kAnalysis;
        case Arch::kX86_64:
            return &x86_64::kAnalysis;
        default:
            return nullptr;
    }
}

}  // namespace faultbox
