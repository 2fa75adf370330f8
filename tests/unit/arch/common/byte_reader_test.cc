#include "arch/common/byte_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace faultbox {
namespace {

TEST(ByteReader, ReadsBothByteOrders) {
    const std::array<uint8_t, 4> bytes = {0x01, 0x02, 0x03, 0x04};
    EXPECT_EQ(ByteReader(bytes).U32(), 0x04030201u);
    EXPECT_EQ(ByteReader(bytes, std::endian::big).U32(), 0x01020304u);
    EXPECT_EQ(ByteReader(bytes).Unsigned(3), 0x030201u);
}

TEST(ByteReader, KeepsTheFirstErrorAndStaysThere) {
    const std::array<uint8_t, 3> bytes = {1, 2, 3};
    ByteReader reader(bytes);
    reader.U16();
    EXPECT_EQ(reader.U32(), 0u);
    ASSERT_FALSE(reader.ok());
    EXPECT_EQ(reader.error().code, ErrorCode::kTruncated);
    EXPECT_EQ(reader.error().offset, 2u);
    EXPECT_EQ(reader.U8(), 0u);
    reader.Fail(ErrorCode::kMalformed, "later");
    EXPECT_EQ(reader.error().code, ErrorCode::kTruncated);
}

TEST(ByteReader, SignExtends) {
    const std::array<uint8_t, 2> bytes = {0xfe, 0xff};
    EXPECT_EQ(ByteReader(bytes).Signed(2), -2);
    EXPECT_EQ(ByteReader(bytes).Signed(1), -2);
}

TEST(ByteReader, ReadsLeb128OfTheDwarfStandard) {  // DWARF 5, tables 7.7 and 7.8
    const std::array<uint8_t, 2> u12857 = {0xb9, 0x64};
    EXPECT_EQ(ByteReader(u12857).Uleb128(), 12857u);
    const std::array<uint8_t, 2> minus129 = {0xff, 0x7e};
    EXPECT_EQ(ByteReader(minus129).Sleb128(), -129);
    const std::array<uint8_t, 10> minimum = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f};
    EXPECT_EQ(ByteReader(minimum).Sleb128(), INT64_MIN);
    const std::array<uint8_t, 10> maximum = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
    EXPECT_EQ(ByteReader(maximum).Uleb128(), UINT64_MAX);
}

TEST(ByteReader, RefusesLeb128ThatDoesNotFit) {
    const std::array<uint8_t, 10> too_large = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
    ByteReader reader(too_large);
    reader.Uleb128();
    ASSERT_FALSE(reader.ok());
    EXPECT_EQ(reader.error().code, ErrorCode::kMalformed);

    const std::vector<uint8_t> padded_zero = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
    EXPECT_EQ(ByteReader(padded_zero).Uleb128(), 0u);
}

TEST(ByteReader, StringsNeedTheirNul) {
    ByteReader reader(AsBytes(std::string_view("ab\0cd", 5)));
    EXPECT_EQ(reader.CString(), "ab");
    EXPECT_EQ(reader.CString(), "");
    EXPECT_FALSE(reader.ok());
}

TEST(Slice, ChecksOffsetArithmetic) {
    const std::array<uint8_t, 4> bytes = {1, 2, 3, 4};
    EXPECT_EQ(Slice(bytes, 1, 3)->size(), 3u);
    EXPECT_FALSE(Slice(bytes, 2, UINT64_MAX));
    EXPECT_FALSE(Slice(bytes, UINT64_MAX, 2));
    EXPECT_EQ(Slice(bytes, 4, 0)->size(), 0u);
}

TEST(ByteReader, StringsHaveALimit) {
    constexpr size_t kLongest = 64 * 1024;
    std::vector<uint8_t> bytes(kLongest + 2, 'a');
    bytes[kLongest] = 0;
    EXPECT_EQ(ByteReader(bytes).CString().size(), kLongest);
    bytes[kLongest] = 'a';
    bytes.back() = 0;
    ByteReader reader(bytes);
    EXPECT_EQ(reader.CString(), "");
    ASSERT_FALSE(reader.ok());
    EXPECT_EQ(reader.Failure().error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace faultbox
