#include "target/export/boot_sector.h"

#include <gtest/gtest.h>

#include "tests/unit/target/export/boot_sectors.h"

namespace faultbox::handover {
namespace {

TEST(BootSector, IsKnown) {
    EXPECT_EQ(DetectFilesystem(FatBootSector()), Filesystem::kVfat);
    EXPECT_EQ(DetectFilesystem(Fat12BootSector()), Filesystem::kVfat);
    EXPECT_EQ(DetectFilesystem(ExfatBootSector()), Filesystem::kExfat);
    EXPECT_STREQ(MountType(Filesystem::kVfat), "vfat");
    EXPECT_STREQ(MountType(Filesystem::kExfat), "exfat");
}

TEST(BootSector, OthersAreNot) {
    EXPECT_EQ(DetectFilesystem(NtfsBootSector()), std::nullopt);
    EXPECT_EQ(DetectFilesystem(WithSignature({})), std::nullopt);
    EXPECT_EQ(DetectFilesystem({}), std::nullopt);
    std::vector<uint8_t> fat = FatBootSector();
    EXPECT_EQ(DetectFilesystem(Bytes(fat).first(511)), std::nullopt);
}

// Fields that the specifications bound: offset, a value outside.
TEST(BootSector, BrokenFieldsAreRefused) {
    struct Break {
        size_t at;
        uint8_t value;
    };
    // jump, bytes per sector (high byte), sectors per cluster, number of FATs, media, signature
    for (Break broken : {Break{0, 0}, Break{12, 3}, Break{12, 0x40}, Break{13, 0}, Break{13, 3}, Break{16, 0},
                         Break{16, 3}, Break{21, 0xf7}, Break{510, 0}, Break{511, 0x55}}) {
        std::vector<uint8_t> sector = FatBootSector();
        sector[broken.at] = broken.value;
        EXPECT_EQ(DetectFilesystem(sector), std::nullopt) << broken.at << " = " << int{broken.value};
    }
    // jump, name, where FAT has its fields, sector size, cluster size, number of FATs
    for (Break broken : {Break{1, 0x58}, Break{3, 'e'}, Break{11, 1}, Break{63, 1}, Break{108, 8}, Break{108, 13},
                         Break{109, 17}, Break{110, 0}, Break{110, 3}}) {
        std::vector<uint8_t> sector = ExfatBootSector();
        sector[broken.at] = broken.value;
        EXPECT_EQ(DetectFilesystem(sector), std::nullopt) << broken.at << " = " << int{broken.value};
    }
}

}  // namespace
}  // namespace faultbox::handover
