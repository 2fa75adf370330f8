#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "arch/common/bounded_vector.h"
#include "target/harvest/pstore_source.h"
#include "target/harvest/text_provider.h"

namespace faultbox::harvest {

/// Dumps that a back end of pstore had to store in parts (efi: variables of 1 KiB; erst), each of them as one text.
/// The kernel cuts from the newest line backwards (fs/pstore/platform.c, pstore_dump): "Oops#1 Part1" is the end of the
/// log, Part2 what stands in front of it. Reason, counter and back end are the same in all parts of a dump, and they
/// are written within seconds. What is no such part is handed on as it is.
class JoinedSource : public TextProvider {
  public:
    explicit JoinedSource(TextProvider& files) : files_(files) {}

    /// Reads the first line of each entry. `buffer` takes one text at a time; `is_partial` says that there are files
    /// that are no entries. To be called once.
    void Open(std::span<char> buffer, bool is_partial);

    uint32_t entry_count() const override { return static_cast<uint32_t>(dumps_.size()); }
    std::string_view EntryName(uint32_t dump) const override { return files_.EntryName(PiecesOf(dump)[0].entry); }
    /// The parts in the order of the log, under the first line of the newest. A line says where one is missing:
    /// "-- part 3 of this dump is missing --". Name and time are those of the newest part that is there.
    Result<std::string_view> Load(uint32_t dump, std::span<char> buffer, record::SourceFacts& facts) override;
    /// The newest part goes last: the dump's identity is made of it. A dump that lacks a part stays while there is a
    /// file that could not be read, which may be that part.
    Result<void> Remove(uint32_t dump) override;

  private:
    struct Piece {
        uint64_t key = 0;      ///< That the pieces are sorted by.
        uint64_t time_us = 0;  ///< 0 when the file has none.
        uint64_t group = 0;    ///< Equal for the parts of one dump; 0 for what is none.
        uint16_t entry = 0;
        uint32_t part = 0;  ///< 0 for what is no part.
    };
    struct Dump {
        uint16_t begin = 0;
        uint16_t count = 0;
    };
    /// A dump that parts are still added to.
    struct OpenDump {
        uint64_t group = 0;
        uint64_t time_us = 0;  ///< Of the last part.
        uint32_t number = 0;
        std::array<uint64_t, 4> parts{};  ///< Bit n: part n is there.
    };

    Piece Look(uint16_t entry, std::span<char> buffer);
    void Sort();
    void Assign();
    void MakeDumps();
    std::span<const Piece> PiecesOf(uint32_t dump) const {
        return std::span<const Piece>(pieces_).subspan(dumps_[dump].begin, dumps_[dump].count);
    }

    TextProvider& files_;
    BoundedVector<Piece, kMaxPstoreFiles> pieces_;
    BoundedVector<Dump, kMaxPstoreFiles> dumps_;
    bool is_partial_ = false;  ///< A part that is missing may be there, and be read another time.
};

}  // namespace faultbox::harvest
