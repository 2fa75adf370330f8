#include "target/record/build_id.h"

#include <bit>

#include "arch/common/byte_reader.h"

namespace faultbox::record {
namespace {

constexpr uint32_t kNtGnuBuildId = 3;
constexpr size_t kMaxBuildIdBytes = 64;

// Name and descriptor are padded to four bytes; the padding of the last note may be missing.
Bytes TakePadded(ByteReader& reader, uint32_t size) {
    Bytes content = reader.Take(size);
    uint64_t padding = -uint64_t{size} & 3;
    reader.Skip(padding < reader.remaining() ? padding : reader.remaining());
    return content;
}

}  // namespace

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
        if (descriptor.empty() || descriptor.size() > kMaxBuildIdBytes) {
            return Fail(ErrorCode::kMalformed, "build id has a strange size", reader.offset());
        }
        return descriptor;
    }
    if (!reader.ok()) return reader.Failure();
    return Fail(ErrorCode::kNotFound, "no build id among the notes", reader.offset());
}

}  // namespace faultbox::record
