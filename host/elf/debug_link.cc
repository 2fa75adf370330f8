#include "host/elf/debug_link.h"

namespace faultbox::elf {
namespace {

Bytes ContentsOf(const ElfFile& elf, std::string_view name) {
    const Section* section = elf.FindSection(name);
    return section ? elf.Contents(*section).value_or(Bytes{}) : Bytes{};
}

/// .debug_sup: version, whether it is the supplementary file itself, the other's name and its checksum.
std::optional<SupplementLink> ReadDebugSup(Bytes section, std::endian order) {
    ByteReader reader(section, order);
    SupplementLink link;
    reader.U16();
    bool is_supplementary = reader.U8() != 0;
    link.file = reader.CString();
    link.build_id = reader.Take(reader.Uleb128());
    if (!reader.ok() || is_supplementary || link.file.empty()) return std::nullopt;
    return link;
}

}  // namespace

std::optional<DebugLink> FindDebugLink(const ElfFile& elf) {
    ByteReader reader(ContentsOf(elf, ".gnu_debuglink"), elf.header().order);
    DebugLink link;
    link.file = reader.CString();
    reader.Skip(-reader.offset() & 3);
    link.crc = reader.U32();
    if (!reader.ok() || link.file.empty()) return std::nullopt;
    return link;
}

std::optional<SupplementLink> FindSupplementLink(const ElfFile& elf) {
    ByteReader reader(ContentsOf(elf, ".gnu_debugaltlink"), elf.header().order);
    SupplementLink link;
    link.file = reader.CString();
    link.build_id = reader.Take(reader.remaining());
    if (reader.ok() && !link.file.empty()) return link;
    return ReadDebugSup(ContentsOf(elf, ".debug_sup"), elf.header().order);
}

}  // namespace faultbox::elf
