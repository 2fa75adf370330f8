#include "host/elf/relocation.h"

#include <gtest/gtest.h>

#include <array>

#include "host/elf/elf_constants.h"

namespace faultbox::elf {
namespace {

using Place = std::array<uint8_t, 8>;

TEST(Relocation, AbsoluteAddsWhatStandsInTheSection) {
    Place place = {0, 0, 0x10, 0, 0, 0, 0xff, 0xff};
    const RelocationType* abs32 = FindRelocationType(EM_ARM, 2);
    ASSERT_TRUE(abs32);
    ASSERT_TRUE(ApplyRelocation(place, 2, *abs32, 0x100, std::nullopt, 0, std::endian::little));
    EXPECT_EQ(place, (Place{0, 0, 0x10, 1, 0, 0, 0xff, 0xff}));
}

TEST(Relocation, AnAddendReplacesWhatStandsInTheSection) {
    Place place = {1, 2, 3, 4, 5, 6, 7, 8};
    int64_t addend = -4;
    const RelocationType* abs64 = FindRelocationType(EM_X86_64, 1);
    ASSERT_TRUE(abs64);
    ASSERT_TRUE(ApplyRelocation(place, 0, *abs64, 0x1004, addend, 0, std::endian::little));
    EXPECT_EQ(place, (Place{0, 0x10, 0, 0, 0, 0, 0, 0}));
}

TEST(Relocation, BigEndianPlacesAreWrittenSo) {
    Place place = {};
    ASSERT_TRUE(
        ApplyRelocation(place, 0, *FindRelocationType(EM_ARM, 2), 0x11223344, std::nullopt, 0, std::endian::big));
    EXPECT_EQ(place, (Place{0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0}));
}

// "ELF for the Arm Architecture": R_ARM_PREL31 leaves bit 31 alone, which .ARM.exidx marks inline entries with.
TEST(Relocation, Prel31KeepsTheTopBit) {
    Place place = {0, 0, 0, 0x80, 0, 0, 0, 0};
    const RelocationType* prel31 = FindRelocationType(EM_ARM, 42);
    ASSERT_TRUE(prel31);
    ASSERT_TRUE(ApplyRelocation(place, 0, *prel31, 0x1000, std::nullopt, 0x2000, std::endian::little));
    EXPECT_EQ(place, (Place{0x00, 0xf0, 0xff, 0xff, 0, 0, 0, 0}));
}

TEST(Relocation, OutsideTheSectionIsRefused) {
    Place place = {};
    const RelocationType* abs32 = FindRelocationType(EM_386, 1);
    ASSERT_TRUE(abs32);
    for (uint64_t offset : {uint64_t{5}, uint64_t{8}, ~uint64_t{0}}) {
        auto result = ApplyRelocation(place, offset, *abs32, 1, std::nullopt, 0, std::endian::little);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::kTruncated);
        EXPECT_EQ(result.error().offset, offset);
    }
    EXPECT_EQ(place, Place{});
}

TEST(Relocation, UnknownTypesAndMachinesHaveNone) {
    EXPECT_EQ(FindRelocationType(EM_ARM, 250), nullptr);
    EXPECT_EQ(FindRelocationType(8, 2), nullptr);  // EM_MIPS
}

}  // namespace
}  // namespace faultbox::elf
