#include "target/harvest/device_tree.h"

#include <algorithm>

namespace faultbox::harvest {
namespace {

std::optional<uint64_t> TakeCells(Bytes& property, uint32_t cells) {
    if (cells == 0 || cells > 2 || property.size() < cells * 4) return std::nullopt;
    uint64_t value = 0;
    for (uint8_t byte : property.first(cells * 4)) value = value << 8 | byte;
    property = property.subspan(cells * 4);
    return value;
}

}  // namespace

std::optional<uint32_t> ReadCell(Bytes property) {
    if (property.size() != 4) return std::nullopt;
    return static_cast<uint32_t>(*TakeCells(property, 1));
}

bool ListsString(Bytes property, std::string_view value) {
    std::string_view list = AsText(property);
    while (!list.empty()) {
        size_t end = std::min(list.find('\0'), list.size());
        if (list.substr(0, end) == value) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

std::optional<AddressRange> ReadReg(Bytes property, uint32_t address_cells, uint32_t size_cells) {
    std::optional<uint64_t> address = TakeCells(property, address_cells);
    std::optional<uint64_t> size = TakeCells(property, size_cells);
    if (!address || !size || *size == 0 || *address + *size < *address) return std::nullopt;
    return AddressRange{.address = *address, .size = *size};
}

}  // namespace faultbox::harvest
