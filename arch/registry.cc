#include "arch/registry.h"

#include <algorithm>

#include "arch/arm/info.h"
#include "arch/arm64/info.h"

namespace faultbox {
namespace {

constexpr const ArchInfo* kArchs[] = {
    &arm::kInfo,
#if FAULTBOX_ARM64_KERNEL
    &arm64::kInfo,
#endif
};

template <typename Predicate>
const ArchInfo* Find(Predicate matches) {
    auto found = std::ranges::find_if(kArchs, [&](const ArchInfo* info) { return matches(*info); });
    return found == std::ranges::end(kArchs) ? nullptr : *found;
}

}  // namespace

std::span<const ArchInfo* const> AllArchs() {
    return kArchs;
}

const ArchInfo* FindArch(Arch arch) {
    return Find([&](const ArchInfo& info) { return info.arch == arch; });
}

const ArchInfo* FindArchByName(std::string_view name) {
    return Find([&](const ArchInfo& info) { return name == info.name; });
}

const ArchInfo* FindArchByElfMachine(uint16_t elf_machine) {
    return Find([&](const ArchInfo& info) { return info.elf_machine == elf_machine; });
}

}  // namespace faultbox
