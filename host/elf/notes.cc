#include "host/elf/notes.h"

#include "arch/common/byte_reader.h"

namespace faultbox::elf {

Bytes FindBuildIdNote(Bytes notes, std::endian order) {
    constexpr uint32_t NT_GNU_BUILD_ID = 3;
    ByteReader reader(notes, order);
    auto padded = [&](uint64_t size) {
        Bytes field = reader.Take(size);
        reader.Skip(std::min<uint64_t>(-size & 3, reader.remaining()));
        return field;
    };
    while (reader.ok() && !reader.at_end()) {
        uint32_t owner_size = reader.U32();
        uint32_t descriptor_size = reader.U32();
        uint32_t type = reader.U32();
        Bytes owner = padded(owner_size);
        Bytes descriptor = padded(descriptor_size);
        bool is_gnu = AsText(owner) == std::string_view("GNU\0", 4);
        if (reader.ok() && is_gnu && type == NT_GNU_BUILD_ID) return descriptor;
    }
    return {};
}

}  // namespace faultbox::elf
