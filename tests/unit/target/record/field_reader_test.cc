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

TEST(MarkSightings, FindsThoseOfTheRecord) {
    format::CrashRecord record;
    record.set_schema(1);
    record.add_sighting(0x1111111111111111);
    record.add_sighting(0x2222222222222222);
    std::string payload = record.SerializeAsString();
    std::array<uint64_t, 3> ids = {0x2222222222222222, 0x3333333333333333, 0x1111111111111111};
    std::array<bool, 3> held = {};
    ASSERT_TRUE(MarkSightings(AsBytes(payload), ids, held));
    EXPECT_EQ(held, (std::array<bool, 3>{true, false, true}));
    payload.pop_back();
    EXPECT_FALSE(MarkSightings(AsBytes(payload), ids, held));
}

}  // namespace
}  // namespace faultbox::record
