#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::elf {

/// A section header (System V gABI, "Section Header") with what belongs to it.
struct Section {
    uint32_t index = 0;
    std::string_view name;  ///< Empty where the name is damaged.
    uint32_t type = 0;      ///< SHT_*
    uint64_t flags = 0;     ///< SHF_*
    /// Link address of the first byte. In a relocatable file, whose sections have none, the address we gave it.
    uint64_t address = 0;
    uint64_t file_offset = 0;
    uint64_t size = 0;  ///< As the header states, in memory.
    uint32_t link = 0;
    uint32_t info = 0;
    uint64_t alignment = 0;
    /// As in the file: compressed, not relocated; cut where the file ends early; empty for SHT_NOBITS.
    Bytes raw;

    bool is_allocated() const;
    bool is_code() const;
    /// False for an address before or behind it.
    bool Holds(uint64_t link_address) const { return link_address >= address && link_address - address < size; }
};

/// Gives the allocated sections of a relocatable file addresses, one section after another as a module loader does:
/// `.text` at 0, so that its addresses are the offsets that other tools print, then other code, then data. Sections
/// that no 32-bit address is left for stay at 0 and lose SHF_ALLOC.
void LayOutSections(std::vector<Section>& sections);

}  // namespace faultbox::elf
