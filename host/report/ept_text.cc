#include "host/report/ept_text.h"

#include <bit>
#include <format>
#include <optional>

#include "arch/common/bits.h"

namespace faultbox {
namespace {

constexpr unsigned kLargeBit = 7;
constexpr unsigned kHighestAddressBit = 51;

void Add(std::string& text, std::string_view more) {
    if (!text.empty()) text += "; ";
    text += more;
}

// Bits that are reserved at that level on every processor (tables 29-1 to 29-7).
uint64_t ReservedBits(unsigned level, bool leaf) {
    if (level >= 4) return 0xf8;
    if (!leaf) return 0x78;
    if (level == 3) return 0x3ffff000;
    return level == 2 ? 0x1ff000 : 0;
}

std::string Describe(uint64_t entry, unsigned level) {
    if ((entry & 7) == 0) return "not present: a violation, no misconfiguration";
    bool leaf = level == 1 || (level <= 3 && Bit(entry, kLargeBit));
    std::string wrong;
    if ((entry & 3) == 2) Add(wrong, "bits 2:0 allow to write and not to read");
    if (uint64_t reserved = entry & ReservedBits(level, leaf)) {
        Add(wrong, std::format("reserved bits 0x{:x} are set", reserved));
    }
    uint64_t type = Bits(entry, 5, 3);
    if (leaf && (type == 2 || type == 3 || type == 7)) {
        Add(wrong, std::format("bits 5:3 are memory type {}, which is reserved", type));
    }
    if (!wrong.empty()) return "misconfigured: " + wrong;
    uint64_t address = entry & Bits(~uint64_t{0}, kHighestAddressBit, 12) << 12;
    std::string text =
        std::format("no bit that every processor reserves; its address needs {} bits", std::bit_width(address));
    if ((entry & 7) == 4) Add(text, "execution without read needs a processor that can do that");
    return text;
}

std::optional<unsigned> LevelOf(std::string_view name) {
    constexpr std::string_view kPrefix = "spte_level_";
    if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + 1) return std::nullopt;
    char digit = name.back();
    if (digit < '1' || digit > '5') return std::nullopt;
    return static_cast<unsigned>(digit - '0');
}

}  // namespace

void DecodeEptMisconfig(std::vector<DecodedFact>& facts) {
    for (DecodedFact& fact : facts) {
        std::optional<unsigned> level = LevelOf(fact.name);
        if (level && fact.number) fact.meaning = Describe(*fact.number, *level);
    }
}

}  // namespace faultbox
