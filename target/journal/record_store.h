#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/journal/directory.h"

namespace faultbox::journal {

/// Which record of a store: its file is "000017-89abcdef01234567.fbx", the sequence in decimal and the signature in
/// hex.
struct RecordId {
    uint32_t sequence = 0;
    uint64_t signature = 0;

    friend auto operator<=>(const RecordId&, const RecordId&) = default;
};

/// The file's name without a NUL, at most 32 characters.
struct RecordName {
    std::array<char, 32> text;
    size_t size = 0;

    operator std::string_view() const { return {text.data(), size}; }
};

RecordName NameOf(RecordId id);
/// Nothing when `name` is not a record's.
std::optional<RecordId> ParseName(std::string_view name);

/// The records that are kept on flash, one file each (FORMAT.md, Store). A record is durable when Append returns; a
/// loss of power before that leaves the store as it was, but for a temporary file that the next Append replaces.
class RecordStore {
  public:
    /// `scratch` holds one record at a time while it is read back and must have room for kMaxRecordBytes.
    RecordStore(Directory& directory, std::span<uint8_t> scratch) : directory_(directory), scratch_(scratch) {}

    /// Fills `ids` in ascending order and returns how many there are. kLimit when there are more than fit.
    Result<size_t> List(std::span<RecordId> ids);
    /// Writes a record (frame and payload), makes it durable, reads it back and verifies it.
    Result<RecordId> Append(Bytes record);
    /// The payload of a verified record; it lies in the scratch space until the next call.
    Result<Bytes> Read(RecordId id);

  private:
    Result<void> WriteDurably(std::string_view name, Bytes record);

    Directory& directory_;
    std::span<uint8_t> scratch_;
};

}  // namespace faultbox::journal
