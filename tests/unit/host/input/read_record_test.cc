#include "host/input/read_record.h"

#include <gtest/gtest.h>

#include <string>

#include "target/format/frame.h"
#include "target/format/repeat_frame.h"

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

uint32_t CrcOf(const std::string& record) {
    uint32_t crc = 0;
    for (size_t i = 0; i < 4; ++i) crc |= uint32_t{static_cast<uint8_t>(record[record.size() - 4 + i])} << 8 * i;
    return crc;
}

std::string RepeatFrame(const std::string& record, uint32_t number, uint32_t count) {
    format::RepeatFrame frame{.number = number, .count = count, .boots = 2, .time_us = 1'700'000'000'000'000};
    auto bytes = format::WriteRepeatFrame(frame, CrcOf(record));
    return {bytes.begin(), bytes.end()};
}

TEST(ReadRecord, RepeatsInThePageOfAStoresFile) {
    std::string record = Record("Oops"), content = record;
    content.resize(4096 + 512);
    content += RepeatFrame(record, 9, 3);  // the ninth frame lies behind the first
    content.replace(4096, 64, RepeatFrame(record, 1, 2));
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    ASSERT_EQ(input.records.size(), 1u);
    EXPECT_FALSE(input.records[0].has_repeats() && input.records[0].repeats().count() == 3);
    content.resize(4096 + 64);
    content += RepeatFrame(record, 9, 3);
    input = {};
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    EXPECT_EQ(input.records[0].repeats().count(), 3u);
    EXPECT_EQ(input.records[0].repeats().boots(), 2u);
    EXPECT_EQ(input.records[0].repeats().last_time_us(), 1'700'000'000'000'000u);
    EXPECT_FALSE(input.damaged);
}

TEST(ReadRecord, ATornFrameIsSaidAndTheOneBeforeCounts) {
    std::string record = Record("Oops"), content = record;
    content.resize(4096);
    content += RepeatFrame(record, 1, 2) + RepeatFrame(record, 9, 3);
    content.resize(content.size() - 20);
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    EXPECT_EQ(input.records[0].repeats().count(), 2u);
    EXPECT_TRUE(input.damaged);
    ASSERT_EQ(input.notes.size(), 2u);
    EXPECT_EQ(input.notes[1],
              "offset 0x1000: frames that count repeats of the crash are damaged: there may have been more");
    input = {};
    content.resize(2000);  // the power failed before the frame was there
    ASSERT_TRUE(ReadRecords(AsBytes(content), input));
    EXPECT_FALSE(input.records[0].has_repeats());
    EXPECT_FALSE(input.damaged);
}

TEST(ReadRecord, FramesThatWereHandedOverStandBehindTheirRecord) {
    std::string first = Record("one"), second = Record("two");
    DecodedInput input;
    ASSERT_TRUE(ReadRecords(AsBytes(first + RepeatFrame(first, 7, 5) + second), input));
    ASSERT_EQ(input.records.size(), 2u);
    EXPECT_EQ(input.records[0].repeats().count(), 5u);
    EXPECT_FALSE(input.records[1].has_repeats());
    EXPECT_FALSE(input.damaged);
    input = {};
    ASSERT_TRUE(ReadRecords(AsBytes(first + RepeatFrame(second, 7, 5)), input));  // another record's
    EXPECT_FALSE(input.records[0].has_repeats());
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
