#include "target/format/serial_frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace faultbox::format {
namespace {

// A request for 512 bytes of record 17 from 2024 on, byte by byte as SERIAL.md says. The checksums were computed with
// Python's zlib.crc32.
const std::vector<uint8_t> kReadFrame = {
    'F',  'B',  'X',  'S',  1,  3, 24, 0, 0x04, 0x03, 0x02, 0x01, 0xb1, 0x2e, 0x61, 0x11,  // header
    0,    0,    0x00, 0x02, 17, 0, 0,  0, 0x67, 0x45, 0x23, 0x01, 0xef, 0xcd, 0xab, 0x89,
    0xe8, 0x07, 0,    0,    0,  0, 0,  0, 0x3a, 0xd5, 0x13, 0xcd,
};
const Message kReadMessage = {.type = MessageType::kRead,
                              .tag = 0x01020304,
                              .length = 512,
                              .sequence = 17,
                              .signature = 0x89abcdef01234567,
                              .position = 2024};

class SerialTest : public testing::Test {
  protected:
    // Gives the reader `bytes` in pieces and returns the sequence numbers of the messages found.
    std::vector<uint32_t> Read(Bytes bytes, size_t piece = 1) {
        std::vector<uint32_t> sequences;
        while (!bytes.empty()) {
            std::span<uint8_t> room = reader_.Room();
            EXPECT_FALSE(room.empty());
            size_t count = std::min({room.size(), bytes.size(), piece});
            std::ranges::copy(bytes.first(count), room.begin());
            bytes = bytes.subspan(count);
            reader_.Added(count);
            Drain(sequences);
        }
        return sequences;
    }
    void Drain(std::vector<uint32_t>& sequences) {
        while (std::optional<Message> message = reader_.Next()) sequences.push_back(message->sequence);
    }
    static std::vector<uint8_t> Encode(uint32_t sequence, const std::string& data = "") {
        std::vector<uint8_t> out(kMaxSerialFrame);
        Message message{.type = MessageType::kData, .sequence = sequence, .data = AsBytes(data)};
        out.resize(EncodeSerial(message, out).size());
        return out;
    }

    std::vector<uint8_t> buffer_ = std::vector<uint8_t>(kMaxSerialFrame);
    SerialReader reader_{buffer_};
};

std::vector<uint8_t> operator+(std::vector<uint8_t> left, const std::vector<uint8_t>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

using Sequences = std::vector<uint32_t>;

TEST_F(SerialTest, IsWrittenByteForByte) {
    std::vector<uint8_t> out(kMaxRequestFrame);
    EXPECT_TRUE(std::ranges::equal(EncodeSerial(kReadMessage, out), kReadFrame));
}

TEST_F(SerialTest, IsReadBack) {
    std::ranges::copy(kReadFrame, reader_.Room().begin());
    reader_.Added(kReadFrame.size());
    std::optional<Message> message = reader_.Next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, MessageType::kRead);
    EXPECT_EQ(message->tag, 0x01020304u);
    EXPECT_EQ(message->length, 512);
    EXPECT_EQ(message->sequence, 17u);
    EXPECT_EQ(message->signature, 0x89abcdef01234567u);
    EXPECT_EQ(message->position, 2024u);
    EXPECT_TRUE(message->data.empty());
    EXPECT_FALSE(reader_.Next());
}

TEST_F(SerialTest, LargestMessageFits) {
    std::vector<uint8_t> largest = Encode(5, std::string(kMaxMessageData, 'x'));
    EXPECT_EQ(largest.size(), kMaxSerialFrame);
    EXPECT_EQ(Read(largest + largest, 700), (Sequences{5, 5}));
    EXPECT_TRUE(Encode(5, std::string(kMaxMessageData + 1, 'x')).empty());
    std::vector<uint8_t> small(kMaxRequestFrame - 1);
    EXPECT_TRUE(EncodeSerial(kReadMessage, small).empty());
}

TEST_F(SerialTest, NoiseBetweenMessagesIsPassedOver) {
    std::vector<uint8_t> noise = {'F', 'F', 'B', 'X', 'S', 1, 'F', 'B', 0, 0xff, 'F'};
    EXPECT_EQ(Read(noise + Encode(1) + noise + Encode(2, "data") + Encode(3)), (Sequences{1, 2, 3}));
}

// Whatever byte is damaged, its message is not found, and the one behind it is.
TEST_F(SerialTest, DamageCostsOneMessage) {
    std::vector<uint8_t> first = Encode(1, "some data");
    std::vector<uint8_t> fill = Encode(3, std::string(100, 'x'));
    for (size_t at = 0; at < first.size(); ++at) {
        std::vector<uint8_t> damaged = first;
        damaged[at] ^= 0x40;
        EXPECT_EQ(Read(damaged + Encode(2) + fill), (Sequences{2, 3})) << at;
    }
}

// A message that was cut hides the next one only until the line is silent.
TEST_F(SerialTest, CutMessageIsAbandoned) {
    std::vector<uint8_t> first = Encode(1, std::string(500, 'x'));
    for (size_t size = 1; size < first.size(); ++size) {
        std::vector<uint8_t> cut(first.begin(), first.begin() + static_cast<ptrdiff_t>(size));
        Sequences found = Read(cut + Encode(2));
        reader_.Abandon();
        Drain(found);
        EXPECT_EQ(found, Sequences{2}) << size;
    }
}

TEST_F(SerialTest, MessageThatDoesNotFitIsPassedOver) {
    std::vector<uint8_t> small(kMaxRequestFrame);
    reader_ = SerialReader(small);
    EXPECT_EQ(Read(Encode(1, "data") + Encode(2) + Encode(3, std::string(900, 'F')) + Encode(4)), (Sequences{2, 4}));
}

}  // namespace
}  // namespace faultbox::format
