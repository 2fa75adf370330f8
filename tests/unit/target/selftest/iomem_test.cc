#include "target/selftest/iomem.h"

#include <gtest/gtest.h>

namespace faultbox::selftest {
namespace {

// Debian's arm64 kernel 6.1 on QEMU's virt machine, with reserved-memory at 0x5ff00000.
constexpr std::string_view kArm64 =
    "09000000-09000fff : pl011@9000000\n"
    "  09000000-09000fff : 9000000.pl011 pl011@9000000\n"
    "40000000-5fffffff : System RAM\n"
    "  40210000-41a5ffff : Kernel code\n"
    "  41a60000-41ffffff : reserved\n"
    "  5ff00000-5fffffff : reserved\n"
    "8000000000-ffffffffff : PCI Bus 0000:00\n";

// A PC with memmap=1M$0x30000000.
constexpr std::string_view kPc =
    "00000000-00000fff : Reserved\n"
    "00001000-0009fbff : System RAM\n"
    "00100000-2fffffff : System RAM\n"
    "  01000000-01e03686 : Kernel code\n"
    "30000000-300fffff : Reserved\n"
    "30100000-7ffdefff : System RAM\n";

TEST(Iomem, FindsReservedMemoryInsideOfRam) {
    EXPECT_EQ(FindRangeUse(kArm64, 0x5ff00000, 0x100000), RangeUse::kReservedRam);
    EXPECT_EQ(FindRangeUse(kArm64, 0x5ff80000, 0x10000), RangeUse::kReservedRam);
}

TEST(Iomem, RamThatIsReservedInPartIsRam) {
    EXPECT_EQ(FindRangeUse(kArm64, 0x5fe00000, 0x200000), RangeUse::kRam);
    EXPECT_EQ(FindRangeUse(kArm64, 0x40210000, 0x1000), RangeUse::kRam);
}

TEST(Iomem, FirmwareReservesOutsideOfRam) {
    EXPECT_EQ(FindRangeUse(kPc, 0x30000000, 0x100000), RangeUse::kOutside);
    EXPECT_EQ(FindRangeUse(kPc, 0x30000000, 0x100001), RangeUse::kRam);
    EXPECT_EQ(FindRangeUse(kPc, 0x2fffffff, 2), RangeUse::kRam);
}

TEST(Iomem, RangesAtTheEndOfTheAddressSpaceDoNotWrap) {
    EXPECT_EQ(FindRangeUse(kPc, UINT64_MAX, UINT64_MAX), RangeUse::kOutside);
    EXPECT_EQ(FindRangeUse("0000000000000000-ffffffffffffffff : System RAM\n", 1, UINT64_MAX), RangeUse::kRam);
}

TEST(Iomem, ZerosAreHiddenAddresses) {
    EXPECT_EQ(FindRangeUse("00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n", 1, 1),
              RangeUse::kHidden);
}

TEST(Iomem, OtherTextsAreUnreadable) {
    EXPECT_EQ(FindRangeUse("", 1, 1), RangeUse::kUnreadable);
    EXPECT_EQ(FindRangeUse("2000-1000 : System RAM\nx-y : z\n10\n1-2", 1, 1), RangeUse::kUnreadable);
}

}  // namespace
}  // namespace faultbox::selftest
