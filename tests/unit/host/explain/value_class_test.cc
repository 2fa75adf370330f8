#include "host/explain/value_class.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

constexpr ArchInfo Machine(Arch arch, uint8_t pointer_size) {
    ArchInfo info{};
    info.arch = arch;
    info.pointer_size = pointer_size;
    return info;
}

std::string Name(uint64_t value, const ArchInfo& arch) {
    return ClassifyValue(value, arch).name;
}

TEST(ClassifyValue, Arm) {
    constexpr ArchInfo arm = Machine(Arch::kArm, 4);
    EXPECT_EQ(Name(0, arm), "null");
    EXPECT_EQ(Name(0x10, arm), "small");
    EXPECT_EQ(Name(0x100, arm), "list-poison");
    EXPECT_EQ(Name(0x122, arm), "list-poison");
    EXPECT_EQ(Name(0x00200200, arm), "list-poison");
    EXPECT_EQ(Name(0x6b6b6b6b, arm), "slab-poison");
    EXPECT_EQ(Name(0x6b6b6b6c, arm), "kernel") << "one off is no proof of poison";
    EXPECT_EQ(Name(0x20000000, arm), "user-space");
    EXPECT_EQ(Name(0xc0b52380, arm), "kernel");
    EXPECT_EQ(ClassifyValue(0xfffffff4, arm).description, "ERR_PTR(-ENOMEM)");
    EXPECT_EQ(ClassifyValue(0xfffff001, arm).error, 4095);
    EXPECT_EQ(Name(0xfffff000, arm), "kernel");
    // No function returns 48, ELNRNG of include/uapi/asm-generic/errno.h; a list entry at 0x30 is common.
    EXPECT_EQ(Name(0xffffffd0, arm), "null");
    EXPECT_EQ(ClassifyValue(0xffffffd0, arm).description, "NULL less 0x30 (container_of of NULL), or ERR_PTR(-48)");
}

TEST(ClassifyValue, SixtyFourBit) {
    constexpr ArchInfo x86 = Machine(Arch::kX86_64, 8);
    EXPECT_EQ(Name(0xdead000000000100, x86), "list-poison");
    EXPECT_EQ(Name(0x100, x86), "small");
    EXPECT_EQ(Name(0x6b6b6b6b6b6b6b6b, x86), "slab-poison");
    EXPECT_EQ(Name(0xfffffffffffffff2, x86), "err-ptr");
    EXPECT_EQ(Name(0x00007f0012345678, x86), "user-space");
    EXPECT_EQ(Name(0x4141414141414141, x86), "non-canonical");
    EXPECT_EQ(Name(0xffff888012345678, x86), "kernel");
}

}  // namespace
}  // namespace faultbox
