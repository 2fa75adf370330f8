#include "target/export/boot_sector.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "arch/common/byte_reader.h"

namespace faultbox::handover {
namespace {

constexpr uint64_t kSignatureOffset = 510;
constexpr uint16_t kSignature = 0xaa55;

bool HasSignature(Bytes sector) {
    ByteReader reader(sector);
    reader.Seek(kSignatureOffset);
    return reader.U16() == kSignature && reader.ok();
}

// Microsoft, exFAT file system specification, section 3.1.
bool IsExfat(Bytes sector) {
    ByteReader reader(sector);
    // JumpBoot
    if (reader.Unsigned(3) != 0x9076eb) return false;
    // FileSystemName
    if (AsText(reader.Take(8)) != "EXFAT   ") return false;
    // MustBeZero: where FAT has its parameters.
    if (std::ranges::any_of(reader.Take(53), [](uint8_t byte) { return byte != 0; })) return false;
    reader.Seek(108);
    uint8_t bytes_per_sector_shift = reader.U8();
    uint8_t sectors_per_cluster_shift = reader.U8();
    uint8_t number_of_fats = reader.U8();
    return bytes_per_sector_shift >= 9 && bytes_per_sector_shift <= 12 &&
           sectors_per_cluster_shift <= 25 - bytes_per_sector_shift && (number_of_fats == 1 || number_of_fats == 2);
}

// Microsoft, FAT: general overview of on-disk format, version 1.03, "Boot Sector and BPB".
bool IsFat(Bytes sector) {
    ByteReader reader(sector);
    uint8_t jump = reader.U8();
    reader.Skip(1);
    uint8_t nop = reader.U8();
    if (jump != 0xe9 && !(jump == 0xeb && nop == 0x90)) return false;
    reader.Seek(11);
    uint16_t bytes_per_sector = reader.U16();
    uint8_t sectors_per_cluster = reader.U8();
    uint16_t reserved_sectors = reader.U16();
    uint8_t number_of_fats = reader.U8();
    reader.Skip(2);  // BPB_RootEntCnt
    uint16_t total_sectors_16 = reader.U16();
    uint8_t media = reader.U8();
    uint16_t fat_size_16 = reader.U16();
    reader.Seek(32);
    uint32_t total_sectors_32 = reader.U32();
    uint32_t fat_size_32 = reader.U32();
    return std::has_single_bit(bytes_per_sector) && bytes_per_sector >= 512 && bytes_per_sector <= 4096 &&
           std::has_single_bit(sectors_per_cluster) && reserved_sectors != 0 &&
           (number_of_fats == 1 || number_of_fats == 2) && (media == 0xf0 || media >= 0xf8) &&
           (total_sectors_16 != 0 || total_sectors_32 != 0) && (fat_size_16 != 0 || fat_size_32 != 0);
}

}  // namespace

std::optional<Filesystem> DetectFilesystem(Bytes sector) {
    if (sector.size() < kBootSectorBytes || !HasSignature(sector)) return std::nullopt;
    if (IsExfat(sector)) return Filesystem::kExfat;
    if (IsFat(sector)) return Filesystem::kVfat;
    return std::nullopt;
}

const char* MountType(Filesystem filesystem) {
    return filesystem == Filesystem::kExfat ? "exfat" : "vfat";
}

}  // namespace faultbox::handover
