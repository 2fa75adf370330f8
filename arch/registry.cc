#include "arch/registry.h"

#include "arch/arm/info.h"
#include "arch/arm64/info.h"
#include "arch/x86/info.h"

namespace faultbox {
namespace {

constexpr const ArchInfo* kArchs[] = {&arm::kInfo, &arm64::kInfo, &i386::kInfo, &x86_64::kInfo};

}  // namespace

std::span<const ArchInfo* const> AllArchs() {
    return kArchs;
}

}  // namespace faultbox
