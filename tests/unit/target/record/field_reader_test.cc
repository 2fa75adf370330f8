#include "target/record/field_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "target/format/crash_record.pb.h"

namespace faultbox::record {
namespace {

TEST(FieldReader, ReadsEveryWireType) {
    // From protobuf's encoding guide: field 1 varint 150, field 2 "testing"; then fixed64 and fixed32.
    std::string message("\x08\x96\x01\x12\x07testing\x19\x01\0\0\0\0\0\0\x80\x25\x02\0\0\0", 26);
    FieldReader reader(AsBytes(message));
    std::optional<Field> field = reader.Next();
    ASSERT_TRUE(field);
    EXPECT_EQ(field->number, 1u);
    EXPECT_EQ(field->value, 150u);
    field = reader.Next();
    ASSERT_TRUE(field);
    EXPECT_EQ(field->number, 2u);
    EXPECT_EQ(AsText(field->bytes), "testing");
    EXPECT_EQ(reader.Next()->value, 0x8000000000000001u);
    EXPECT_EQ(reader.Next()->value, 2u);
    EXPECT_FALSE(reader.Next());
    EXPECT_TRUE(reader.ok());
}

TEST(FieldReader, StopsAtWhatIsMalformed) {
    for (std::string message :
         {std::string("\x0b", 1), std::string("\x12\x07test", 6), std::string("\x08", 1), std::string("\x00\x01", 2),
          std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x01", 11)}) {
        FieldReader reader(AsBytes(message));
        EXPECT_FALSE(reader.Next());
        EXPECT_FALSE(reader.ok());
    }
}

TEST(ReadKey, TakesLinesAsFarAsTheyAscend) {
    format::EventKey message;
    message.set_fault(0x1111111111111111);
    message.set_time_us(5);
    for (uint32_t line : {3u, 7u, 9u, 0u, 11u}) message.add_line(line);
    StoredKey key = ReadKey(AsBytes(message.SerializeAsString()));
    EXPECT_EQ(key.fault, 0x1111111111111111u);
    EXPECT_EQ(key.time_us, 5u);
    EXPECT_EQ(key.lines, (format::LineSketch{3, 7, 9}));
    for (uint32_t line : {12u, 13u, 14u, 15u, 16u, 17u, 18u}) message.add_line(line);
    message.set_line(3, 10);
    EXPECT_EQ(ReadKey(AsBytes(message.SerializeAsString())).lines, (format::LineSketch{3, 7, 9, 10, 11, 12, 13, 14}));
    EXPECT_EQ(ReadKey(AsBytes("\x12\x7f")).lines, format::LineSketch());
}

}  // namespace
}  // namespace faultbox::record
