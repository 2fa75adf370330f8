#include "host/input/read_bundle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <format>
#include <vector>

#include "host/input/read_input.h"
#include "target/format/bundle.h"
#include "target/format/frame.h"

namespace faultbox {
namespace {

class VectorSink : public format::ByteSink {
  public:
    Result<void> Append(Bytes bytes) override {
        content.insert(content.end(), bytes.begin(), bytes.end());
        return {};
    }
    std::vector<uint8_t> content;
};

// A record whose one event has this headline.
std::vector<uint8_t> MakeRecord(const std::string& headline) {
    format::CrashRecord message;
    message.add_event()->set_headline(headline);
    std::string payload = message.SerializeAsString();
    std::vector<uint8_t> record(format::kFrameHeaderBytes + payload.size() + format::kFrameTrailerBytes);
    std::ranges::copy(payload, record.begin() + format::kFrameHeaderBytes);
    EXPECT_TRUE(format::WriteFrame(record, 1, 1));
    return record;
}

class ReadBundleTest : public testing::Test {
  protected:
    void SetUp() override {
        format::BundleWriter writer(sink_);
        ASSERT_TRUE(writer.Begin());
        ASSERT_TRUE(writer.AddPart(format::PartType::kManifest, 0, AsBytes("os=9")));
        ASSERT_TRUE(writer.AddPart(format::PartType::kRecord, 5, MakeRecord("first")));
        ASSERT_TRUE(writer.AddPart(format::PartType::kRecord, 6, AsBytes("no record")));
        ASSERT_TRUE(writer.AddPart(static_cast<format::PartType>(200), 7, AsBytes("of a later version")));
        second_at_ = sink_.content.size();
        ASSERT_TRUE(writer.AddPart(format::PartType::kRecord, 8, MakeRecord("second")));
        ASSERT_TRUE(writer.End());
    }
    static std::vector<std::string> Headlines(const DecodedInput& input) {
        std::vector<std::string> headlines;
        for (const format::CrashRecord& record : input.records) headlines.push_back(record.event(0).headline());
        return headlines;
    }
    static bool HasNote(const DecodedInput& input, std::string_view text) {
        return std::ranges::any_of(input.notes, [&](const std::string& note) { return note.contains(text); });
    }

    VectorSink sink_;
    size_t second_at_ = 0;
};

TEST_F(ReadBundleTest, TakesEveryRecordAndTellsTheRest) {
    Result<DecodedInput> input = ReadInput("a.fbb", sink_.content, std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_EQ(input->kind, InputKind::kBundle);
    EXPECT_EQ(Headlines(*input), (std::vector<std::string>{"first", "second"}));
    EXPECT_TRUE(input->damaged);
    EXPECT_EQ(input->notes.size(), 3u);
    EXPECT_TRUE(HasNote(*input, "the manifest is malformed"));
    EXPECT_TRUE(HasNote(*input, "record 6: not a record"));
    EXPECT_TRUE(HasNote(*input, "a part of the unknown type 200"));
}

TEST_F(ReadBundleTest, KeepsWhatIsReadable) {
    sink_.content[second_at_ + format::kPartHeaderBytes] ^= 1;
    Result<DecodedInput> input = ReadInput("a.fbb", sink_.content, std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_EQ(Headlines(*input), std::vector<std::string>{"first"});
    EXPECT_TRUE(input->damaged);
    EXPECT_TRUE(HasNote(*input, std::format("offset 0x{:x}: checksum of a part", second_at_)));
}

TEST_F(ReadBundleTest, IsKnownWithoutItsMagic) {
    sink_.content[0] = 0;
    Result<DecodedInput> input = ReadInput("a.fbb", sink_.content, std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_EQ(input->kind, InputKind::kBundle);
    EXPECT_EQ(input->records.size(), 2u);
}

TEST_F(ReadBundleTest, OtherVersionsAreAnError) {
    // zlib.crc32 of a header of version 2
    const uint8_t header[] = {'F', 'B', 'X', 'B', 2, 0, 0, 0, 1, 0, 0, 0, 0x74, 0xf9, 0x91, 0x8a};
    EXPECT_EQ(ReadInput("a.fbb", header, std::nullopt).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace faultbox
