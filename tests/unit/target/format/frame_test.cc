#include "target/format/frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "target/format/limits.h"

namespace faultbox::format {
namespace {

// A frame around the payload "abc", byte by byte as FORMAT.md says. The checksum was computed with Python's zlib.crc32.
const std::vector<uint8_t> kFrame = {
    'F',  'B',  'X',  'R',                           // magic
    1,    0,    0,    0,                             // version, flags, reserved
    0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,  // signature
    0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11,  // identity
    3,    0,    0,    0,                             // bytes of the payload
    'a',  'b',  'c',                                 //
    0x1d, 0xdc, 0x9f, 0xb7,
};

TEST(Frame, IsWrittenByteForByte) {
    std::vector<uint8_t> record(kFrameHeaderBytes + 3 + kFrameTrailerBytes, 0xee);
    std::ranges::copy(std::string_view("abc"), record.begin() + kFrameHeaderBytes);
    ASSERT_TRUE(WriteFrame(record, 0x0102030405060708, 0x1112131415161718));
    EXPECT_EQ(record, kFrame);
}

TEST(Frame, IsReadBack) {
    std::vector<uint8_t> bytes = kFrame;
    bytes.push_back(0x55);  // somebody else's
    Result<Frame> frame = ReadFrame(bytes);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->signature, 0x0102030405060708u);
    EXPECT_EQ(frame->identity, 0x1112131415161718u);
    EXPECT_EQ(AsText(frame->payload), "abc");
    EXPECT_EQ(frame->size_bytes, kFrame.size());
}

TEST(Frame, EveryFlippedBitIsNoticed) {
    for (size_t bit = 0; bit < kFrame.size() * 8; ++bit) {
        std::vector<uint8_t> bytes = kFrame;
        bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
        EXPECT_FALSE(ReadFrame(bytes)) << "bit " << bit;
    }
}

TEST(Frame, EveryCutIsNoticed) {
    for (size_t size = 0; size < kFrame.size(); ++size) {
        Result<Frame> frame = ReadFrame(Bytes(kFrame).first(size));
        ASSERT_FALSE(frame) << size;
        EXPECT_EQ(frame.error().code, ErrorCode::kTruncated) << size;
    }
}

TEST(Frame, ErrorsNameTheField) {
    auto error_of = [](size_t offset, uint8_t value) {
        std::vector<uint8_t> bytes = kFrame;
        bytes[offset] = value;
        return ReadFrame(bytes).error();
    };
    EXPECT_EQ(error_of(0, 'X').code, ErrorCode::kMalformed);
    EXPECT_EQ(error_of(0, 'X').offset, 0u);
    EXPECT_EQ(error_of(4, 2).code, ErrorCode::kUnsupported);
    EXPECT_EQ(error_of(4, 2).offset, 4u);
    EXPECT_EQ(error_of(5, 1).code, ErrorCode::kUnsupported);
    EXPECT_EQ(error_of(5, 1).offset, 5u);
    EXPECT_EQ(error_of(27, 0x7f).code, ErrorCode::kLimit);
    EXPECT_EQ(error_of(27, 0x7f).offset, 24u);
    EXPECT_EQ(error_of(29, 'x').code, ErrorCode::kChecksum);
    EXPECT_EQ(error_of(29, 'x').offset, 31u);
}

TEST(Frame, OfNothingOrTooMuchIsNotWritten) {
    std::vector<uint8_t> record(kFrameHeaderBytes + kFrameTrailerBytes);
    EXPECT_EQ(WriteFrame(record, 0, 0).error().code, ErrorCode::kLimit);
    record.resize(kMaxRecordBytes + 1);
    EXPECT_EQ(WriteFrame(record, 0, 0).error().code, ErrorCode::kLimit);
}

// tests/malformed/record: the expected error is the first line, the bytes follow in hex.
TEST(Frame, MalformedFilesAreRefusedForTheirReason) {
    const std::map<std::string, ErrorCode> codes = {{"truncated", ErrorCode::kTruncated},
                                                    {"malformed", ErrorCode::kMalformed},
                                                    {"unsupported", ErrorCode::kUnsupported},
                                                    {"limit", ErrorCode::kLimit},
                                                    {"checksum", ErrorCode::kChecksum}};
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(FAULTBOX_TESTS_DIR "/malformed/record")) {
        SCOPED_TRACE(entry.path().filename().string());
        std::ifstream file(entry.path());
        std::string code, at, reason, line;
        uint64_t offset = 0;
        ASSERT_TRUE(file >> code >> at >> offset && std::getline(file, reason));
        std::vector<uint8_t> bytes;
        while (std::getline(file, line)) {
            for (size_t i = 0; i + 1 < line.size(); i += 2) {
                bytes.push_back(static_cast<uint8_t>(std::stoi(line.substr(i, 2), nullptr, 16)));
            }
        }
        Result<Frame> frame = ReadFrame(bytes);
        ASSERT_FALSE(frame);
        ASSERT_TRUE(codes.contains(code));
        EXPECT_EQ(frame.error().code, codes.at(code));
        EXPECT_EQ(frame.error().offset, offset);
        ++cases;
    }
    EXPECT_GE(cases, 9);
}

}  // namespace
}  // namespace faultbox::format
