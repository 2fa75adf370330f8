#include "host/unwind/address_map.h"

#include <algorithm>

#include "host/elf/elf_file.h"

namespace faultbox::unwind {

void AddressMap::Add(const CodePlace& place, uint64_t address) {
    bool moves_apart = place.file->identity().is_relocatable;
    bool known = std::ranges::any_of(ranges_, [&](const Range& range) {
        return range.file == place.file && (!moves_apart || place.address - range.begin < range.size);
    });
    if (known) return;
    for (const elf::Section& section : place.file->elf().sections()) {
        if (!section.is_code() || !section.is_allocated()) continue;
        if (moves_apart && !section.Holds(place.address)) continue;
        ranges_.push_back({place.file, section.address, section.size, address - place.address});
    }
}

std::optional<CodePlace> AddressMap::Find(uint64_t address) const {
    for (const Range& range : ranges_) {
        uint64_t offset = address - range.slide - range.begin;
        if (offset < range.size) return CodePlace{range.file, range.begin + offset};
    }
    return std::nullopt;
}

}  // namespace faultbox::unwind
