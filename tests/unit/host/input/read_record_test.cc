#include "host/input/read_record.h"

#include <gtest/gtest.h>

#include <string>

#include "target/format/frame.h"

namespace faultbox {
namespace {

std::string Framed(const std::string& payload) {
    std::string record(format::kFrameHeaderBytes, '\0');
    record += payload + std::string(format::kFrameTrailerBytes, '\0');
    EXPECT_TRUE(format::WriteFrame({reinterpret_cast<uint8_t*>(record.data()), record.size()}, 1, 2));
    return record;
}

std::string Record(const char* headline) {
    format::CrashRecord record;
    record.set_schema(1);
    record.add_note("a text did not fit into the record");
    record.add_event()->set_headline(headline);
    return Framed(record.SerializeAsString());
}

TEST(ReadRecord, EventsAndTheRecordersNotes) {
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(Record("Oops")), input));
    ASSERT_EQ(input.records.size(), 1u);
    EXPECT_EQ(input.records[0].event(0).headline(), "Oops");
    EXPECT_EQ(input.notes, std::vector<std::string>{"the recorder notes: a text did not fit into the record"});
    EXPECT_FALSE(input.damaged);
}

TEST(ReadRecord, WhatIsWrongWithASourceWithoutEventsIsSaid) {
    format::CrashRecord record;
    format::Source* cut = record.add_source();
    cut->set_name("zone 0 at 0x0");
    cut->set_truncated(true);
    cut->set_ecc_uncorrectable(2);
    cut->add_note("zone size is beyond its capacity");
    format::Source* told = record.add_source();
    told->set_name("zone 1 at 0x8000");
    told->set_salvaged(true);
    record.add_event()->set_source(1);
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(Framed(record.SerializeAsString())), input));
    std::vector<std::string> expected{"zone 0 at 0x0: zone size is beyond its capacity",
                                      "zone 0 at 0x0: the compressed stream ends early",
                                      "zone 0 at 0x0: 2 blocks are beyond correction"};
    EXPECT_EQ(input.notes, expected);
    EXPECT_TRUE(input.damaged);
}

TEST(ReadRecord, SeveralInOneFileAndRubbishBehind) {
    std::string first = Record("one");
    std::string content = first + Record("two");
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    ASSERT_EQ(input.records.size(), 2u);
    EXPECT_EQ(input.records[1].event(0).headline(), "two");
    content = first + "rubbish";
    input = {};
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    EXPECT_EQ(input.records.size(), 1u);
    EXPECT_TRUE(input.damaged);
    EXPECT_EQ(input.notes.size(), 2u);
}

TEST(ReadRecord, EveryFlippedBitIsFound) {
    const std::string good = Record("Oops");
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        DecodedInput input;
        EXPECT_FALSE(ReadRecords(AsBytes(bad), input)) << bit;
    }
    for (size_t size = 1; size < good.size(); ++size) {
        DecodedInput input;
        EXPECT_FALSE(ReadRecords(AsBytes(good).first(size), input)) << size;
    }
}

TEST(ReadRecord, WhatAMalformedPayloadHasIsKept) {
    format::CrashRecord record;
    record.add_event()->set_headline("Oops");
    std::string content = Framed(record.SerializeAsString() + "\x22\x7f");  // an event of 127 bytes that are not there
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    EXPECT_TRUE(input.damaged);
    ASSERT_GE(input.records[0].event_size(), 1);
    EXPECT_EQ(input.records[0].event(0).headline(), "Oops");
}

}  // namespace
}  // namespace faultbox
