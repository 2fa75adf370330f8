#include <gtest/gtest.h>

#include "arch/x86/control_text.h"
#include "fields.h"

namespace faultbox::x86 {
namespace {

// SDM vol. 3, 3.4.2. RPL and TI have a meaning for each value, as has the index.
TEST(X86Segment, EveryBitHasItsField) {
    constexpr ManualField kManual[] = {{"RPL", 1, 0}, {"TI", 2, 2}, {"index", 15, 3}};
    ExpectFieldsOfManual(DescribeSelector, {}, kManual);
    EXPECT_EQ(Meaning(DescribeSelector(0x33, {}), "RPL"), "ring 3: user");
    EXPECT_EQ(Meaning(DescribeSelector(0x10, {}), "RPL"), "ring 0: kernel");
    EXPECT_EQ(Value(DescribeSelector(0xd8, {}), "index"), 27);
    EXPECT_EQ(Meaning(DescribeSelector(0x3, {}), "index"), "none: a null selector");
    EXPECT_EQ(Meaning(DescribeSelector(0x4, {}), "index"), "index of the descriptor");
}

// Entries of the GDT in arch/x86/include/asm/segment.h: index * 8 + RPL.
TEST(X86Segment, SelectorsOfLinux) {
    EXPECT_STREQ(RemarkOnSelectorOf64(2 * 8, {}), "__KERNEL_CS of a 64-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf64(3 * 8, {}), "__KERNEL_DS of a 64-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf64(4 * 8 + 3, {}), "__USER32_CS: 32-bit user code");
    EXPECT_STREQ(RemarkOnSelectorOf64(5 * 8 + 3, {}), "__USER_DS of a 64-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf64(6 * 8 + 3, {}), "__USER_CS: 64-bit user code");
    EXPECT_STREQ(RemarkOnSelectorOf64(0, {}), "null selector, which 64-bit mode allows for data");
    EXPECT_STREQ(RemarkOnSelectorOf32(12 * 8, {}), "__KERNEL_CS of a 32-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf32(13 * 8, {}), "__KERNEL_DS of a 32-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf32(14 * 8 + 3, {}), "__USER_CS of a 32-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf32(15 * 8 + 3, {}), "__USER_DS of a 32-bit kernel");
    EXPECT_STREQ(RemarkOnSelectorOf32(6 * 8 + 3, {}), "thread-local storage, TLS 1 (set_thread_area)");
    EXPECT_STREQ(RemarkOnSelectorOf64(14 * 8 + 3, {}), "thread-local storage, TLS 3, of 32-bit programs");
    EXPECT_STREQ(RemarkOnSelectorOf32(26 * 8, {}), "__ESPFIX_SS, the stack segment of espfix");
    EXPECT_STREQ(RemarkOnSelectorOf32(27 * 8, {}), "__KERNEL_PERCPU, the kernel's per-CPU segment");
    EXPECT_STREQ(RemarkOnSelectorOf32(28 * 8, {}), "__KERNEL_STACK_CANARY of older kernels");
}

TEST(X86Segment, SelectorsOfNobody) {
    EXPECT_EQ(RemarkOnSelectorOf64(0x60, {}), nullptr);
    EXPECT_EQ(RemarkOnSelectorOf32(0x10, {}), nullptr);
    EXPECT_STREQ(RemarkOnSelectorOf64(0x10010, {}), "a selector has 16 bits: damaged, or not a selector");
    EXPECT_STREQ(RemarkOnSelectorOf32(0x10060, {}), "a selector has 16 bits: damaged, or not a selector");
}

}  // namespace
}  // namespace faultbox::x86
