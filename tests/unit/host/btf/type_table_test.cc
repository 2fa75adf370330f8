#include "host/btf/type_table.h"

#include <gtest/gtest.h>

#include "host/btf/pointer_size.h"
#include "tests/unit/host/btf/btf_bytes.h"

namespace faultbox::btf {
namespace {

ErrorCode ErrorOf(const std::vector<uint8_t>& bytes, const TypeTable* base = nullptr) {
    Result<TypeTable> table = TypeTable::Parse(bytes, base);
    return table ? ErrorCode::kIo : table.error().code;
}

TEST(BtfTypeTable, ReadsMembersAndBitFields) {
    BtfBytes btf;
    btf.Int("int", 4, kIntSigned, 32);
    uint32_t a = btf.Name("a"), b = btf.Name("b");
    btf.Type(btf.Name("s"), Kind::kStruct, 2, 8, true);
    btf.Words({a, 1, 0, b, 1, 3u << 24 | 34});
    std::vector<uint8_t> bytes = btf.Bytes();
    Result<TypeTable> table = TypeTable::Parse(bytes);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->end(), 3u);
    Type type = table->At(2);
    EXPECT_EQ(type.name, "s");
    EXPECT_EQ(type.size, 8u);
    std::vector<Member> members = table->MembersOf(type);
    ASSERT_EQ(members.size(), 2u);
    EXPECT_EQ(members[0].name, "a");
    EXPECT_FALSE(members[0].bit_size);
    EXPECT_EQ(members[1].bit_offset, 34u);
    EXPECT_EQ(members[1].bit_size, 3u);
}

// Kernels before 4.20 had no kind_flag: the integer type of the member says how many bits it has.
TEST(BtfTypeTable, ReadsBitFieldsOfOldFiles) {
    BtfBytes btf;
    btf.Int("unsigned int", 4, 0, 5);
    btf.Type(btf.Name("bits_t"), Kind::kTypedef, 0, 1);
    btf.Type(btf.Name("s"), Kind::kStruct, 1, 4);
    btf.Words({0, 2, 7});
    std::vector<uint8_t> bytes = btf.Bytes();
    Result<TypeTable> table = TypeTable::Parse(bytes);
    ASSERT_TRUE(table);
    Member member = table->MembersOf(table->At(3)).at(0);
    EXPECT_EQ(member.bit_offset, 7u);
    EXPECT_EQ(member.bit_size, 5u);
}

TEST(BtfTypeTable, ReadsEnumeratorsOfBothWidths) {
    BtfBytes btf;
    uint32_t low = btf.Name("LOW"), high = btf.Name("HIGH");
    btf.Type(btf.Name("e"), Kind::kEnum, 2, 4, true);
    btf.Words({low, 0xffff'fff9, high, 3});
    btf.Type(btf.Name("wide"), Kind::kEnum64, 1, 8);
    btf.Words({high, 2, 1});
    std::vector<uint8_t> bytes = btf.Bytes();
    Result<TypeTable> table = TypeTable::Parse(bytes);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->EnumeratorsOf(table->At(1)).at(0).value, -7);
    EXPECT_EQ(table->EnumeratorsOf(table->At(2)).at(0).value, 0x1'0000'0002);
}

TEST(BtfTypeTable, ReadsFunctionsArraysAndEveryOtherKind) {
    BtfBytes btf;
    btf.Int("long", 8, kIntSigned, 64);   // 1
    btf.Type(0, Kind::kPrototype, 2, 1);  // 2
    btf.Words({btf.Name("self"), 1, 0, 0});
    btf.Type(btf.Name("probe"), Kind::kFunction, 1, 2);  // 3
    btf.Type(0, Kind::kArray, 0, 0);                     // 4
    btf.Words({1, 1, 12});
    btf.Type(btf.Name("user"), Kind::kTypeTag, 0, 1);      // 5
    btf.Type(0, Kind::kPointer, 0, 5);                     // 6
    btf.Type(btf.Name("counter"), Kind::kVariable, 0, 1);  // 7
    btf.Words({1});
    btf.Type(btf.Name(".data"), Kind::kDataSection, 1, 8);  // 8
    btf.Words({7, 0, 8});
    btf.Type(btf.Name("double"), Kind::kFloat, 0, 8);        // 9
    btf.Type(btf.Name("hot"), Kind::kDeclarationTag, 0, 3);  // 10
    btf.Words({0xffff'ffff});
    btf.Type(btf.Name("later"), Kind::kForward, 0, 0, true);                                     // 11
    for (Kind kind : {Kind::kVolatile, Kind::kConst, Kind::kRestrict}) btf.Type(0, kind, 0, 6);  // 12 to 14
    std::vector<uint8_t> bytes = btf.Bytes();
    Result<TypeTable> table = TypeTable::Parse(bytes);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->end(), 15u);
    std::vector<Parameter> parameters = table->ParametersOf(table->At(table->At(3).target));
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_EQ(parameters[0].name, "self");
    EXPECT_EQ(parameters[1].type, 0u);
    EXPECT_EQ(table->ElementsOf(table->At(4)), 12u);
    EXPECT_EQ(table->At(4).target, 1u);
    EXPECT_EQ(table->At(9).size, 8u);
    EXPECT_TRUE(table->At(11).flag);
    EXPECT_EQ(table->At(15).kind, Kind::kVoid);
    NameIndex names(*table);
    EXPECT_EQ(PointerSizeOf(names), 8);
    ASSERT_EQ(names.Find("probe").size(), 1u);
    EXPECT_EQ(names.Find("probe")[0].id, 3u);
}

class SplitBtf : public testing::Test {
  protected:
    SplitBtf() {
        kernel_.Int("int", 4, kIntSigned, 32);
        kernel_.Type(kernel_.Name("device"), Kind::kStruct, 0, 4);
        bytes_ = kernel_.Bytes();
        base_ = TypeTable::Parse(bytes_);
    }
    std::vector<uint8_t> Module(uint32_t base_strings) const {
        BtfBytes module(base_strings);
        module.Type(module.Name("dongle"), Kind::kStruct, 1, 8);
        module.Words({5, 2, 0});  // The name is the kernel's string "device".
        return module.Bytes();
    }

    BtfBytes kernel_;
    std::vector<uint8_t> bytes_;
    Result<TypeTable> base_ = Fail(ErrorCode::kNotFound, "");
};

TEST_F(SplitBtf, GoesOnFromItsBase) {
    ASSERT_TRUE(base_);
    std::vector<uint8_t> module = Module(static_cast<uint32_t>(kernel_.strings.size()));
    EXPECT_TRUE(NeedsBase(module));
    EXPECT_FALSE(NeedsBase(bytes_));
    Result<TypeTable> table = TypeTable::Parse(module, &*base_);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->first_own(), 3u);
    EXPECT_EQ(table->At(3).name, "dongle");
    Member member = table->MembersOf(table->At(3)).at(0);
    EXPECT_EQ(member.name, "device");
    EXPECT_EQ(table->At(member.type).name, "device");
    EXPECT_EQ(NameIndex(*table).Find("int").size(), 1u);
}

TEST_F(SplitBtf, RefusesAnotherBase) {
    std::vector<uint8_t> module = Module(static_cast<uint32_t>(kernel_.strings.size()) + 3);
    EXPECT_EQ(ErrorOf(module, &*base_), ErrorCode::kMismatch);
    EXPECT_EQ(ErrorOf(module), ErrorCode::kMismatch);
    EXPECT_EQ(ErrorOf(bytes_, &*base_), ErrorCode::kMismatch);
}

TEST(BtfTypeTable, RefusesWhatIsDamaged) {
    BtfBytes btf;
    btf.Type(btf.Name("s"), Kind::kStruct, 1, 8);
    btf.Words({0, 9, 0});
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kMalformed) << "a type number that there is not";
    btf.types[4] = 1;
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kIo);
    btf.types[3] = 4711;
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kMalformed) << "a name outside the strings";
    btf.types[3] = 0;
    btf.types[1] |= 0xffff;
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kTruncated) << "more members than bytes";
    btf.types[1] = 20u << 24;
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kUnsupported) << "a kind of the future";
    EXPECT_EQ(ErrorOf({0x9f, 0xeb, 2, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
              ErrorCode::kUnsupported);
    EXPECT_EQ(ErrorOf({0x9f, 0xeb, 1, 0}), ErrorCode::kTruncated);
    EXPECT_EQ(ErrorOf({0x7f, 'E', 'L', 'F'}), ErrorCode::kMalformed);
}

TEST(BtfTypeTable, RefusesAFunctionThatIsNone) {
    BtfBytes btf;
    btf.Int("int", 4, kIntSigned, 32);
    btf.Type(btf.Name("probe"), Kind::kFunction, 0, 1);
    EXPECT_EQ(ErrorOf(btf.Bytes()), ErrorCode::kMalformed);
}

TEST(BtfTypeTable, PointersOfUnknownSize) {
    BtfBytes btf;
    btf.Int("long", 4, kIntSigned, 32);
    btf.Int("unsigned long", 8, 0, 64);
    std::vector<uint8_t> bytes = btf.Bytes();
    Result<TypeTable> table = TypeTable::Parse(bytes);
    ASSERT_TRUE(table);
    EXPECT_FALSE(PointerSizeOf(NameIndex(*table)));
}

}  // namespace
}  // namespace faultbox::btf
