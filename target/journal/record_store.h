#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "arch/common/bytes.h"
#include "arch/common/result.h"
#include "target/format/repeat_frame.h"
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

/// Of a record, and of one that cannot be read, which is kept for whoever can.
inline constexpr std::string_view kSuffix = ".fbx";
inline constexpr std::string_view kAsideSuffix = ".bad";

RecordName NameOf(RecordId id, std::string_view suffix = kSuffix);

/// A file of the store. What was set aside before it had a signature has 0.
struct StoreFile {
    RecordId id;
    bool is_aside = false;
};
/// Nothing when `name` is neither a record's nor that of one set aside.
std::optional<StoreFile> ParseStoreName(std::string_view name);
/// Nothing when `name` is not a record's.
std::optional<RecordId> ParseName(std::string_view name);

/// A record's file, in the scratch space of its store until the next call.
struct StoredRecord {
    Bytes payload;
    Bytes record;      ///< Frame and payload.
    uint32_t crc = 0;  ///< The last four bytes of `record`.
    format::RepeatPage repeats;
    uint32_t damaged = 0;  ///< Frames that are torn or rotten.
};

/// What a store holds, what was set aside included.
struct StoreSurvey {
    uint64_t bytes = 0;  ///< Of the files' content.
    uint64_t records = 0;
    uint32_t newest = 0;  ///< The highest number, so that no two files of a store ever have one; 0: there is none.
    std::optional<RecordId> oldest_aside;
};

/// What Recover has found.
struct Recovered {
    std::optional<RecordName> name;  ///< It has this now; nothing where there was nothing.
    bool is_aside = false;
    size_t size_bytes = 0;
};

/// Another crash that is one with a record's: same signature, same kernel.
struct Repeat {
    uint32_t count = 1;        ///< How many of them, of one text.
    uint64_t time_us = 0;      ///< When it crashed; 0: not known.
    uint32_t boot = 0;         ///< First four bytes of the id of the boot that harvests it; 0: not known.
    uint32_t record_boot = 0;  ///< The same of the boot that harvested the record itself.
    format::LineSketch lines{};
};

/// The records that are kept on flash, one file each (FORMAT.md, Store). A record is durable when Append returns; a
/// loss of power before that leaves the store as it was, but for a temporary file that the next Append takes over.
/// Several processes may write to one store: what changes it holds the folder's lock.
class RecordStore {
  public:
    /// `scratch` holds one record at a time while it is read back and must have room for kMaxRecordBytes.
    RecordStore(Directory& directory, std::span<uint8_t> scratch) : directory_(directory), scratch_(scratch) {}

    Directory& directory() { return directory_; }

    /// Fills `ids` in ascending order and returns how many there are. kLimit when there are more than fit.
    Result<size_t> List(std::span<RecordId> ids);
    Result<StoreSurvey> Survey();
    /// Writes a record (frame and payload), makes it durable, reads it back and verifies it.
    Result<RecordId> Append(Bytes record);
    /// What an Append that lost power has left becomes a record when it is whole, and is set aside when it is not.
    /// Makes durable what another process has stored and not synced: before anything is taken for stored already.
    Result<Recovered> Recover();
    /// A record that cannot be read stands in nobody's way any more.
    Result<void> SetAside(RecordId id);
    /// The payload of a verified record; it lies in the scratch space until the next call.
    Result<Bytes> Read(RecordId id);
    /// The same with what was noted of it since.
    Result<StoredRecord> Load(RecordId id);

    /// Counts a repeat of the record's crash: one write of kRepeatFrameBytes and one sync. False for one that is
    /// counted already, which a harvest finds again that lost power before it could remove it.
    Result<bool> AddRepeat(RecordId id, const Repeat& repeat);

    /// Has the record been handed over, with all repeats that are counted by now? Such a record is the first to go when
    /// the store is full (prune.h).
    Result<bool> IsRead(RecordId id);
    /// To be called when a copy of the record is durable elsewhere; costs one write of kRepeatFrameBytes and one sync,
    /// or nothing when it is read already. Durable on return. A loss of power before that leaves the record unread.
    Result<void> MarkRead(RecordId id);

  private:
    Result<uint32_t> NextSequence();
    Result<Recovered> TakeUnfinished();
    Result<Bytes> ReadPage(std::string_view name, size_t record_bytes, uint32_t& damaged);
    Result<void> WriteRepeat(RecordId id, const StoredRecord& stored, format::RepeatFrame frame);

    Directory& directory_;
    std::span<uint8_t> scratch_;
    std::array<uint8_t, format::kRepeatPageBytes> page_;
};

}  // namespace faultbox::journal
