#include "host/btf/name_index.h"

#include <algorithm>

namespace faultbox::btf {
namespace {

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), 32 bits. A file that makes all names collide only makes
/// look-ups slow, each going through all types once.
uint32_t HashOf(std::string_view name) {
    uint32_t hash = 0x811c'9dc5;
    for (char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 0x0100'0193;
    return hash;
}

}  // namespace

NameIndex::NameIndex(const TypeTable& table) : table_(table) {
    entries_.reserve(table.end());
    for (TypeId id = 1; id < table.end(); ++id) {
        std::string_view name = table.At(id).name;
        if (!name.empty()) entries_.emplace_back(HashOf(name), id);
    }
    std::ranges::sort(entries_);
}

std::vector<Type> NameIndex::Find(std::string_view name) const {
    std::vector<Type> found;
    for (const auto& [hash, id] :
         std::ranges::equal_range(entries_, HashOf(name), {}, [](auto& e) { return e.first; })) {
        Type type = table_.At(id);
        if (type.name == name) found.push_back(type);
    }
    return found;
}

}  // namespace faultbox::btf
