#include <algorithm>

#include "arch/registry.h"

namespace faultbox {
namespace {

template <typename Predicate>
const ArchInfo* Find(Predicate matches) {
    std::span<const ArchInfo* const> archs = AllArchs();
    auto found = std::ranges::find_if(archs, [&](const ArchInfo* info) { return matches(*info); });
    return found == archs.end() ? nullptr : *found;
}

}  // namespace

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
