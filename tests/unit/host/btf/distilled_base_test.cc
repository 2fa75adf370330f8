// A module with .BTF.base, built outside of its kernel's tree, as Documentation/bpf/btf.rst describes it.
#include "host/btf/distilled_base.h"

#include <gtest/gtest.h>

#include "tests/unit/host/btf/btf_bytes.h"

namespace faultbox::btf {
namespace {

// struct device { long id; int state; }; struct bus of 16 bytes; and types that move the others' numbers.
std::vector<uint8_t> Kernel() {
    BtfBytes kernel;
    kernel.Int("char", 1, kIntSigned | kIntChar, 8);           // 1
    kernel.Int("long", 8, kIntSigned, 64);                     // 2
    kernel.Int("int", 4, kIntSigned, 32);                      // 3
    kernel.Type(kernel.Name("device"), Kind::kStruct, 2, 16);  // 4
    kernel.Words({kernel.Name("id"), 2, 0, kernel.Name("state"), 3, 64});
    kernel.Type(kernel.Name("bus"), Kind::kStruct, 1, 16);  // 5
    kernel.Words({kernel.Name("first"), 2, 0});
    return kernel.Bytes();
}

// What the module refers to: int, struct device by a pointer, struct bus of `bus_size` bytes as a member.
BtfBytes Base(uint32_t bus_size, const char* device) {
    BtfBytes base;
    base.Int("int", 4, kIntSigned, 32);                       // 1
    base.Type(base.Name(device), Kind::kForward, 0, 0);       // 2
    base.Type(base.Name("bus"), Kind::kStruct, 0, bus_size);  // 3
    return base;
}

// struct dongle { int flags; struct device *device; struct bus bus; };
std::vector<uint8_t> Module(const BtfBytes& base) {
    BtfBytes module(static_cast<uint32_t>(base.strings.size()));
    module.Type(0, Kind::kPointer, 0, 2);                      // 4
    module.Type(module.Name("dongle"), Kind::kStruct, 3, 32);  // 5
    module.Words(
        {module.Name("flags"), 1, 0, module.Name("device"), 4, 64, 5, 3, 128});  // 5: "device" or so of the base
    return module.Bytes();
}

struct Relocated {
    std::vector<uint8_t> kernel_bytes = Kernel();
    TypeTable kernel = *TypeTable::Parse(kernel_bytes);
    NameIndex names{kernel};

    Result<std::vector<uint8_t>> Run(const BtfBytes& base) {
        return RelocateToKernel(Module(base), base.Bytes(), kernel, names);
    }
};

TEST(DistilledBase, TypesAreThoseOfTheKernel) {
    Relocated relocated;
    Result<std::vector<uint8_t>> bytes = relocated.Run(Base(16, "device"));
    ASSERT_TRUE(bytes) << bytes.error().what;
    Result<TypeTable> table = TypeTable::Parse(*bytes, &relocated.kernel);
    ASSERT_TRUE(table) << table.error().what;
    std::vector<Type> found = NameIndex(*table).Find("dongle");
    ASSERT_EQ(found.size(), 1u);
    std::vector<Member> members = table->MembersOf(found[0]);
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[0].name, "flags");
    EXPECT_EQ(table->At(members[0].type).name, "int");
    EXPECT_EQ(members[1].name, "device");
    const Type device = table->At(table->At(members[1].type).target);
    EXPECT_EQ(device.name, "device");
    ASSERT_EQ(table->MembersOf(device).size(), 2u);
    EXPECT_EQ(table->MembersOf(device)[1].name, "state");
    EXPECT_EQ(members[2].name, "device") << "a string of the base, at 5 there";
    EXPECT_EQ(table->At(members[2].type).name, "bus");
    EXPECT_EQ(table->MembersOf(table->At(members[2].type)).at(0).name, "first");
}

TEST(DistilledBase, AKernelWithAnotherSizeIsRefused) {
    Relocated relocated;
    Result<std::vector<uint8_t>> bytes = relocated.Run(Base(24, "device"));
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, ErrorCode::kMismatch);
}

TEST(DistilledBase, AKernelWithoutATypeIsRefused) {
    Relocated relocated;
    EXPECT_EQ(relocated.Run(Base(16, "gadget")).error().code, ErrorCode::kMismatch);
}

TEST(DistilledBase, DamagedBytesAreRefused) {
    Relocated relocated;
    const BtfBytes base = Base(16, "device");
    const std::vector<uint8_t> module = Module(base);
    const std::vector<uint8_t> whole = base.Bytes();
    for (size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(RelocateToKernel(module, Bytes(whole).first(size), relocated.kernel, relocated.names)) << size;
    }
    for (size_t size = 0; size < module.size(); ++size) {
        EXPECT_FALSE(RelocateToKernel(Bytes(module).first(size), whole, relocated.kernel, relocated.names)) << size;
    }
}

}  // namespace
}  // namespace faultbox::btf
