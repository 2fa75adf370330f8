#include "arch/x86/exception_writes.h"

#include <gtest/gtest.h>

#include "arch/x86/registers.h"

namespace faultbox::x86 {
namespace {

constexpr uint64_t Of(RegisterId reg) {
    return uint64_t{1} << reg;
}

// The words as the macros of arch/x86/include/asm/extable_fixup_types.h make them.
TEST(ExceptionWrites, OfEachType) {
    using namespace x86_64;
    EXPECT_EQ(ExceptionWrites(1), 0u);                             // EX_TYPE_DEFAULT
    EXPECT_EQ(ExceptionWrites(2), Of(kRax));                       // EX_TYPE_FAULT
    EXPECT_EQ(ExceptionWrites(3), 0u);                             // EX_TYPE_UACCESS
    EXPECT_EQ(ExceptionWrites(9), Of(kRax) | Of(kRdx));            // EX_TYPE_RDMSR
    EXPECT_EQ(ExceptionWrites(10 | 1 << 8), Of(kRcx));             // EX_TYPE_WRMSR_SAFE, ecx
    EXPECT_EQ(ExceptionWrites(16 | 3 << 8), Of(kRbx) | Of(kRsp));  // EX_TYPE_POP_ZERO, rbx
    EXPECT_EQ(ExceptionWrites(0xfff2'0911), Of(kR9));              // EX_TYPE_EFAULT_REG, r9
    EXPECT_EQ(ExceptionWrites(19 | 2 << 8 | 8 << 16), Of(kRcx));   // EX_TYPE_UCOPY_LEN8, rdx
    EXPECT_EQ(ExceptionWrites(20), 0u);                            // EX_TYPE_ZEROPAD
}

TEST(ExceptionWrites, FlagsAddAxAndDx) {
    using namespace x86_64;
    EXPECT_EQ(ExceptionWrites(3 | 1 << 12), Of(kRax));
    EXPECT_EQ(ExceptionWrites(1 | 3 << 12), Of(kRax) | Of(kRdx));
}

TEST(ExceptionWrites, OfAnUnknownTypeAreAll) {
    EXPECT_EQ(ExceptionWrites(0), ~uint64_t{0});
    EXPECT_EQ(ExceptionWrites(7), ~uint64_t{0});  // EX_TYPE_BPF
    EXPECT_EQ(ExceptionWrites(21), ~uint64_t{0});
}

}  // namespace
}  // namespace faultbox::x86
