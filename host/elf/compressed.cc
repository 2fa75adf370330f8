#include "host/elf/compressed.h"

#include <algorithm>

#include "host/elf/elf_constants.h"
#include "target/codec/inflate.h"

namespace faultbox::elf {
namespace {

/// Deflate cannot expand more than this (zlib technical details, "Maximum Compression Factor").
constexpr uint64_t kLargestExpansion = 1032;
/// Debug information expands three to six times; what is small may do as it likes.
constexpr uint64_t kUsualExpansion = 64;
constexpr uint64_t kAlwaysTaken = uint64_t{64} << 20;  // Bytes.
/// Offsets of 32-bit DWARF reach no further.
constexpr uint64_t kLargestSection = uint64_t{4} << 30;

struct CompressedData {
    uint64_t size = 0;  ///< Decompressed, in bytes.
    Bytes stream;
};

/// The compression header of SHF_COMPRESSED. (System V gABI, "Section Compression")
Result<CompressedData> ReadCompressionHeader(const Section& section, const Header& header) {
    ByteReader reader(section.raw, header.order);
    uint32_t type = reader.U32();
    if (header.is_64) reader.Skip(4);
    CompressedData data;
    data.size = ReadWord(reader, header);
    ReadWord(reader, header);  // Alignment.
    data.stream = reader.Take(reader.remaining());
    if (!reader.ok()) return Fail(ErrorCode::kTruncated, "compressed section is cut", section.file_offset);
    if (type != ELFCOMPRESS_ZLIB) {
        return Fail(ErrorCode::kUnsupported,
                    "compression is not zlib: run objcopy --decompress-debug-sections on the file",
                    section.file_offset);
    }
    return data;
}

/// ".zdebug_" sections: "ZLIB", then the size as 8 bytes, big endian (binutils bfd/compress.c).
Result<CompressedData> ReadOldHeader(const Section& section) {
    ByteReader reader(section.raw, std::endian::big);
    bool is_zlib = AsText(reader.Take(4)) == "ZLIB";
    CompressedData data;
    data.size = reader.U64();
    data.stream = reader.Take(reader.remaining());
    if (!reader.ok() || !is_zlib) {
        return Fail(ErrorCode::kMalformed, "compressed section has no header", section.file_offset);
    }
    return data;
}

}  // namespace

bool IsCompressed(const Section& section) {
    return (section.flags & SHF_COMPRESSED) || section.name.starts_with(".zdebug_");
}

Result<std::vector<uint8_t>> Decompress(const Section& section, const Header& header) {
    bool is_old = !(section.flags & SHF_COMPRESSED);
    Result<CompressedData> data = is_old ? ReadOldHeader(section) : ReadCompressionHeader(section, header);
    if (!data) return std::unexpected(data.error());
    if (data->size / kLargestExpansion > data->stream.size()) {
        return Fail(ErrorCode::kMalformed, "compressed section claims an impossible size", section.file_offset);
    }
    const uint64_t most = std::min(kAlwaysTaken + kUsualExpansion * data->stream.size(), kLargestSection);
    if (data->size > most) {
        return Fail(ErrorCode::kLimit, "compressed section claims more than debug information expands to",
                    section.file_offset);
    }
    std::vector<uint8_t> contents(static_cast<size_t>(data->size));
    codec::Inflated inflated = codec::InflateZlib(data->stream, contents);
    if (inflated.error) {
        return Fail(inflated.error->code, inflated.error->what, section.file_offset + inflated.error->offset);
    }
    if (inflated.produced != contents.size()) {
        return Fail(ErrorCode::kMalformed, "compressed section is shorter than it claims", section.file_offset);
    }
    return contents;
}

}  // namespace faultbox::elf
