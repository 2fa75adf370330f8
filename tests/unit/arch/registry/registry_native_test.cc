#include <gtest/gtest.h>

#include "arch/registry.h"

namespace faultbox {
namespace {

TEST(RegistryNative, KnowsTheCpuItIsBuiltForAlone) {
#if defined(__x86_64__)
    constexpr Arch kNative = Arch::kX86_64;
#elif defined(__i386__)
    constexpr Arch kNative = Arch::kI386;
#elif defined(__arm__)
    constexpr Arch kNative = Arch::kArm;
#else
    constexpr Arch kNative = Arch::kArm64;
#endif
    ASSERT_EQ(AllArchs().size(), 1u);
    EXPECT_EQ(AllArchs().front(), FindArch(kNative));
    for (Arch arch : {Arch::kUnknown, Arch::kArm, Arch::kArm64, Arch::kI386, Arch::kX86_64}) {
        EXPECT_EQ(FindArch(arch) != nullptr, arch == kNative);
    }
    EXPECT_EQ(FindArch(kNative)->pointer_size, sizeof(void*));
}

}  // namespace
}  // namespace faultbox
