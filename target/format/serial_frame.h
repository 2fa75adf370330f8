#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"

namespace faultbox::format {

/// SERIAL.md: how records travel over a line that loses, repeats and changes bytes. All numbers little endian.

inline constexpr uint32_t kSerialMagic = 0x53584246;  ///< "FBXS"
inline constexpr uint8_t kSerialFrameVersion = 1;
/// The versions of the messages that this program speaks.
inline constexpr uint8_t kSerialVersion = 1;

inline constexpr size_t kSerialHeaderBytes = 16;
inline constexpr size_t kSerialTrailerBytes = 4;
/// What stands before the data in each message.
inline constexpr size_t kMessageBytes = 24;
/// The most data of one message.
inline constexpr size_t kMaxMessageData = 2024;
inline constexpr size_t kMaxSerialFrame = kSerialHeaderBytes + kMessageBytes + kMaxMessageData + kSerialTrailerBytes;
/// A request has no data.
inline constexpr size_t kMaxRequestFrame = kSerialHeaderBytes + kMessageBytes + kSerialTrailerBytes;
/// The most characters of a unit's name.
inline constexpr size_t kMaxUnitName = 32;

enum class MessageType : uint8_t {
    kHello = 0x01,    ///< `code` and `flags`: the lowest and the highest version that the host speaks.
    kNext = 0x02,     ///< Which record follows `sequence` and `signature`? `flags` are NextFlag.
    kRead = 0x03,     ///< `length` bytes of a record from `position` on.
    kAck = 0x04,      ///< The record is durable on the host; `crc` is its checksum.
    kWelcome = 0x81,  ///< `code`: the version; `position`: records in the store; data: the unit's name.
    kRecord = 0x82,   ///< `position` is its size in bytes, `crc` its checksum.
    kData = 0x83,     ///< From `position` on.
    kAcked = 0x84,    ///< The unit will not offer the record again.
    kEnd = 0x85,      ///< No record follows.
    kRefused = 0xff,  ///< `code` is a Refusal; `sequence` and `signature` say of which record.
};

enum NextFlag : uint8_t {
    kNextAll = 1,   ///< Also records that are marked exported.
    kNextFrom = 2,  ///< Behind `sequence` and `signature`, instead of from the first on.
};

enum class Refusal : uint8_t {
    kVersion = 1,     ///< The unit speaks none of the versions.
    kRequest = 2,     ///< It does not know or understand the request.
    kUnreadable = 3,  ///< The record is damaged in the store.
    kGone = 4,        ///< There is no such record any more.
    kChanged = 5,     ///< The record is another one than was acknowledged.
    kNotMarked = 6,   ///< The record could not be marked exported.
    kStore = 7,       ///< The store cannot be read.
};

/// One message of either direction. What its type does not use is 0.
struct Message {
    MessageType type = MessageType::kRefused;
    uint32_t tag = 0;  ///< Chosen by the host; an answer has that of its request.
    uint8_t code = 0;
    uint8_t flags = 0;
    uint16_t length = 0;
    uint32_t sequence = 0;
    uint64_t signature = 0;
    uint32_t position = 0;
    uint32_t crc = 0;
    Bytes data;
};

/// The whole frame of `message`, in `out`. Data behind kMaxMessageData, or what does not fit `out`, is a mistake of the
/// caller: nothing is returned.
Bytes EncodeSerial(const Message& message, std::span<uint8_t> out);

/// Finds the messages in untrusted bytes as they come in. What is no whole message is passed over, up to the next
/// magic.
class SerialReader {
  public:
    /// `buffer` has the size of the largest frame that is taken: a message that does not fit is passed over.
    explicit SerialReader(std::span<uint8_t> buffer) : buffer_(buffer) {}

    /// Where the next bytes of the line are to be put, at least one; invalidates what Next has returned. To be called
    /// when Next has nothing more.
    std::span<uint8_t> Room();
    void Added(size_t count) { end_ += count; }
    /// The next message; its data lies in the buffer until Room.
    std::optional<Message> Next();
    /// Stops waiting for the rest of a message: the line has been silent, it will not come.
    void Abandon();

  private:
    // The bytes that the frame at begin_ takes in all, as far as is known; 0 when none begins there.
    size_t FrameSize() const;
    void FindMagic();

    std::span<uint8_t> buffer_;
    size_t begin_ = 0;
    size_t end_ = 0;
};

}  // namespace faultbox::format
