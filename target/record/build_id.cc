#include "target/record/build_id.h"

#include <algorithm>
#include <bit>

#include "arch/common/byte_reader.h"
#include "arch/common/number_text.h"

namespace faultbox::record {
namespace {

constexpr uint32_t kNtGnuBuildId = 3;

// Name and descriptor are padded to four bytes; the padding of the last note may be missing.
Bytes TakePadded(ByteReader& reader, uint32_t size) {
    Bytes content = reader.Take(size);
    uint64_t padding = -uint64_t{size} & 3;
    reader.Skip(padding < reader.remaining() ? padding : reader.remaining());
    return content;
}

}  // namespace

void BuildId::Set(Bytes id) {
    if (id.size() > bytes.size()) return;
    std::ranges::copy(id, bytes.begin());
    size = id.size();
}

BuildId ParseBuildId(std::string_view hex) {
    BuildId id;
    size_t size = hex.size() / 2;
    if (hex.size() % 2 != 0 || size > id.bytes.size()) return id;
    for (size_t i = 0; i < size; ++i) {
        std::optional<uint64_t> byte = ParseNumber(hex.substr(2 * i, 2), 16);
        if (!byte) return id;
        id.bytes[i] = static_cast<uint8_t>(*byte);
    }
    id.size = size;
    return id;
}

Result<Bytes> FindBuildId(Bytes notes) {
    ByteReader reader(notes, std::endian::native);
    while (reader.ok() && !reader.at_end()) {
        uint32_t name_size = reader.U32();
        uint32_t descriptor_size = reader.U32();
        uint32_t type = reader.U32();
        std::string_view name = AsText(TakePadded(reader, name_size));
        Bytes descriptor = TakePadded(reader, descriptor_size);
        if (!reader.ok()) return reader.Failure();
        if (type != kNtGnuBuildId || name != std::string_view("GNU\0", 4)) continue;
        if (descriptor.empty() || descriptor.size() > BuildId().bytes.size()) {
            return Fail(ErrorCode::kMalformed, "build id has a strange size", reader.offset());
        }
        return descriptor;
    }
    if (!reader.ok()) return reader.Failure();
    return Fail(ErrorCode::kNotFound, "no build id among the notes", reader.offset());
}

}  // namespace faultbox::record
