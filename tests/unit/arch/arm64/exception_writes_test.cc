#include "arch/arm64/exception_writes.h"

#include <gtest/gtest.h>

namespace faultbox::arm64 {
namespace {

constexpr uint64_t Of(unsigned number) {
    return uint64_t{1} << number;
}

// The words as the macros of arch/arm64/include/asm/asm-extable.h make them: the type, then the registers' numbers.
TEST(ExceptionWrites, OfEachType) {
    EXPECT_EQ(ExceptionWrites(2 | (3 | 7 << 5) << 16), Of(3) | Of(7));  // EX_TYPE_UACCESS_ERR_ZERO
    EXPECT_EQ(ExceptionWrites(3 | (30 | 31u << 5) << 16), Of(30));      // EX_TYPE_KACCESS_ERR_ZERO, wzr
    EXPECT_EQ(ExceptionWrites(4 | (5 | 6 << 5) << 16), Of(5));          // EX_TYPE_LOAD_UNALIGNED_ZEROPAD
}

TEST(ExceptionWrites, OfAnUnknownTypeAreAll) {
    EXPECT_EQ(ExceptionWrites(0), ~uint64_t{0});
    EXPECT_EQ(ExceptionWrites(1), ~uint64_t{0});  // EX_TYPE_BPF
    EXPECT_EQ(ExceptionWrites(9), ~uint64_t{0});
}

}  // namespace
}  // namespace faultbox::arm64
