#include "host/btf/pointer_size.h"

namespace faultbox::btf {

std::optional<uint8_t> PointerSizeOf(const NameIndex& types) {
    std::optional<uint8_t> size;
    // As gcc ("long int", "long unsigned int") and clang ("long", "unsigned long") name it.
    for (const char* name : {"long", "long int", "unsigned long", "long unsigned int"}) {
        for (const Type& type : types.Find(name)) {
            if (type.kind != Kind::kInt || (type.size != 4 && type.size != 8)) continue;
            if (size && *size != type.size) return std::nullopt;
            size = static_cast<uint8_t>(type.size);
        }
    }
    return size;
}

}  // namespace faultbox::btf
