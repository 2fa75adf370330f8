#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/byte_reader.h"
#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/format/repeat_frame.h"

namespace faultbox::record {

/// How a field is encoded (protobuf, "Encoding": wire types). Groups are not written by us and not read.
enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// One field of an encoded message.
struct Field {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    uint64_t value = 0;  ///< Of a number.
    Bytes bytes;         ///< Of a string, a nested message or a packed field.
};

/// Walks over the fields of one untrusted message without knowing its schema: all that the recorder needs of its own
/// records. The host uses the generated classes.
class FieldReader {
  public:
    explicit FieldReader(Bytes message) : reader_(message) {}

    /// The next field; nothing at the end, and nothing more after a malformed one (see `error`).
    std::optional<Field> Next();
    bool ok() const { return reader_.ok(); }
    Error error() const { return reader_.error(); }

  private:
    ByteReader reader_;
};

/// The first field of that number; its own number is 0 where the message has none.
Field FindField(Bytes message, int number);

/// An EventKey of a record.
struct StoredKey {
    uint64_t fault = 0;
    uint64_t time_us = 0;  ///< 0: not known.
    format::LineSketch lines{};
};
/// What the untrusted message has of it; lines only as far as they ascend.
StoredKey ReadKey(Bytes message);

}  // namespace faultbox::record
