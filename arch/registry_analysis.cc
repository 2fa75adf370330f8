#include "arch/registry_analysis.h"

#include "arch/arm/analysis.h"

namespace faultbox {

const ArchAnalysis* FindArchAnalysis(Arch arch) {
    return arch == Arch::kArm ? &arm::kAnalysis : nullptr;
}

}  // namespace faultbox
