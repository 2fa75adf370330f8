#include "host/elf/section.h"

#include <algorithm>
#include <bit>

#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

/// Undefined symbols are given addresses from here on, see ElfFile.
constexpr uint64_t kLayoutLimit = 0xe000'0000;
constexpr uint64_t kLargestAlignment = uint64_t{1} << 21;

int Rank(const Section& section) {
    if (section.name == ".text") return 0;
    return section.is_code() ? 1 : 2;
}

}  // namespace

bool Section::is_allocated() const {
    return flags & SHF_ALLOC;
}

bool Section::is_code() const {
    return is_allocated() && (flags & SHF_EXECINSTR);
}

void LayOutSections(std::vector<Section>& sections) {
    std::vector<Section*> order;
    for (Section& section : sections) {
        if (section.is_allocated()) order.push_back(&section);
    }
    std::ranges::stable_sort(order, {}, [](const Section* section) { return Rank(*section); });
    uint64_t next = 0;
    for (Section* section : order) {
        uint64_t alignment = std::bit_floor(std::clamp<uint64_t>(section->alignment, 1, kLargestAlignment));
        uint64_t address = (next + alignment - 1) & ~(alignment - 1);
        if (address > kLayoutLimit || section->size > kLayoutLimit - address) {
            section->flags &= ~SHF_ALLOC;
            section->address = 0;
            continue;
        }
        section->address = address;
        next = address + section->size;
    }
}

}  // namespace faultbox::elf
