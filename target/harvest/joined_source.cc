#include "target/harvest/joined_source.h"

#include <algorithm>
#include <cstring>

#include "arch/common/heap_sort.h"
#include "arch/common/number_text.h"
#include "target/ramoops/dmesg_record.h"
#include "target/record/fnv.h"

namespace faultbox::harvest {
namespace {

// Each part of a dump is written as soon as the one before it is; flash variables take some milliseconds each.
constexpr uint64_t kBetweenPartsUs = 5'000'000;
constexpr uint32_t kMaxPart = 255;
constexpr size_t kMaxTitle = 64;
constexpr size_t kMaxGapLine = 80;

// ramoops and pstore_blk take the first part only (ramoops_pstore_write, psz_kmsg_write).
bool MayHaveParts(std::string_view name) {
    return name.starts_with("dmesg-") && !name.starts_with("dmesg-ramoops-") && !name.starts_with("dmesg-pstore_blk-");
}

// "dmesg-efi_pstore-165467238001001" without the number
std::string_view BackEnd(std::string_view name) {
    return name.substr(0, name.rfind('-'));
}

uint64_t GroupOf(std::string_view name, const record::SourceFacts& facts) {
    record::Fnv1a hash;
    hash.Add(BackEnd(name));
    hash.Add(facts.reason);
    hash.AddNumber(facts.count.value_or(0));
    return hash.hash() | 1;
}

// "Oops#1 Part1\n"; empty where the text begins behind it.
std::string_view TitleOf(std::string_view text) {
    if (!ramoops::ParseDumpTitle(text)) return {};
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

void AddNote(const char* note, record::SourceFacts& facts) {
    if (std::ranges::find(facts.notes, note) == facts.notes.end()) facts.notes.Append(note);
}

void Merge(const record::SourceFacts& part, record::SourceFacts& facts) {
    facts.truncated = facts.truncated || part.truncated;
    for (const char* note : part.notes) AddNote(note, facts);
}

// A text that grows towards the front of a buffer.
class BackwardText {
  public:
    explicit BackwardText(std::span<char> buffer) : buffer_(buffer), begin_(buffer.size()) {}

    std::span<char> free() const { return buffer_.first(begin_); }
    std::string_view text() const { return {buffer_.data() + begin_, buffer_.size() - begin_}; }

    /// `body` is the text of `part`, where the part `expected` should be; it stands in free().
    void PrependPart(std::string_view body, uint32_t expected, uint32_t part) {
        // The body may stand at the front of the buffer, behind a title: what is written first must not reach it.
        bool has_room = begin_ >= kMaxTitle + body.size() + kMaxGapLine + 1;
        if (part != expected && has_room) PrependGap(expected, part - 1);
        // Kernels before 3.5 cut inside a line, newer ones only where what they wrote did not fit.
        bool ends_inside = !body.empty() && body.back() != '\n';
        bool line_follows = text().starts_with('<') || text().starts_with('[') || text().starts_with("--");
        if (ends_inside && line_follows && has_room) Prepend("\n");
        Prepend(body);
    }

  private:
    void Prepend(std::string_view text) {
        size_t size = std::min(text.size(), begin_);
        begin_ -= size;
        memmove(buffer_.data() + begin_, text.data() + text.size() - size, size);
    }
    /// "-- part 3 of this dump is missing --", "-- parts 3 to 5 of this dump are missing --"
    void PrependGap(uint32_t first, uint32_t last) {
        std::array<char, kMaxGapLine> line;
        char* at = Copy(first == last ? "-- part " : "-- parts ", line.data());
        at = Number(first, at);
        if (first != last) at = Number(last, Copy(" to ", at));
        at = Copy(first == last ? " of this dump is missing --\n" : " of this dump are missing --\n", at);
        Prepend({line.data(), static_cast<size_t>(at - line.data())});
    }
    static char* Copy(std::string_view text, char* at) { return std::ranges::copy(text, at).out; }
    static char* Number(uint32_t number, char* at) { return Copy(NumberText(number).view(), at); }

    std::span<char> buffer_;
    size_t begin_;
};

}  // namespace

JoinedSource::Piece JoinedSource::Look(uint16_t entry, std::span<char> buffer) {
    Piece piece{.entry = entry};
    std::string_view name = files_.EntryName(entry);
    if (!MayHaveParts(name)) return piece;
    record::SourceFacts facts;
    if (!files_.Load(entry, buffer, facts)) {
        is_partial_ = true;
        return piece;
    }
    piece.time_us = facts.time_us.value_or(0);
    if (!facts.part || *facts.part == 0 || *facts.part > kMaxPart) return piece;
    piece.part = *facts.part;
    piece.group = GroupOf(name, facts);
    return piece;
}

void JoinedSource::Sort() {
    HeapSort(std::span(pieces_.begin(), pieces_.size()), [](const Piece& a, const Piece& b) { return a.key < b.key; });
}

// Gives each piece, in the order of time, the number of its dump.
void JoinedSource::Assign() {
    std::array<OpenDump, 4> open{};
    uint32_t next = 0;
    for (Piece& piece : pieces_) {
        uint64_t bit = uint64_t{1} << piece.part % 64;
        auto takes = [&](const OpenDump& dump) {
            return dump.group == piece.group && (dump.parts[piece.part / 64] & bit) == 0 &&
                   piece.time_us - dump.time_us <= kBetweenPartsUs;
        };
        OpenDump* dump = piece.group == 0 ? nullptr : std::ranges::find_if(open, takes);
        if (dump == open.end() || dump == nullptr) {
            dump = &open[next % open.size()];
            *dump = {.group = piece.group, .number = next++};
        }
        dump->time_us = piece.time_us;
        dump->parts[piece.part / 64] |= bit;
        piece.key = uint64_t{dump->number} << 32 | piece.part;
    }
}

void JoinedSource::MakeDumps() {
    uint64_t last = UINT64_MAX;
    for (uint16_t i = 0; i < pieces_.size(); ++i) {
        if (pieces_[i].key >> 32 != last) dumps_.Append({.begin = i});
        last = pieces_[i].key >> 32;
        ++dumps_.back().count;
    }
}

void JoinedSource::Open(std::span<char> buffer, bool is_partial) {
    is_partial_ = is_partial;
    uint32_t count = std::min<uint32_t>(files_.entry_count(), kMaxPstoreFiles);
    for (uint16_t entry = 0; entry < count; ++entry) {
        Piece piece = Look(entry, buffer);
        piece.key = piece.time_us << 8 | entry;
        pieces_.Append(piece);
    }
    static_assert(kMaxPstoreFiles <= 256, "the key has 8 bits for the entry");
    Sort();
    Assign();
    Sort();
    MakeDumps();
}

Result<std::string_view> JoinedSource::Load(uint32_t dump, std::span<char> buffer, record::SourceFacts& facts) {
    std::span<const Piece> pieces = PiecesOf(dump);
    if (pieces[0].part == 0) return files_.Load(pieces[0].entry, buffer, facts);
    if (buffer.size() < kMaxTitle) return Fail(ErrorCode::kLimit, "no room for the dump");
    std::array<char, kMaxTitle> title_bytes;
    size_t title_size = 0;
    BackwardText joined(buffer.subspan(kMaxTitle));
    uint32_t expected = 1;
    for (const Piece& piece : pieces) {
        if (joined.free().size() <= kMaxTitle + kMaxGapLine) {
            AddNote("only the end of the dump fits", facts);
            break;
        }
        record::SourceFacts own;
        Result<std::string_view> text = files_.Load(piece.entry, joined.free(), own);
        if (!text) return text;
        std::string_view title = TitleOf(*text);
        if (expected == 1) {
            own.identity = record::ContentId(own.time_us, *text);
            facts = own;
            title_size = std::min(title.size(), title_bytes.size());
            std::copy_n(title.begin(), title_size, title_bytes.begin());
        } else {
            Merge(own, facts);
        }
        if (piece.part != expected) AddNote("parts of the dump are missing", facts);
        joined.PrependPart(text->substr(title.size()), expected, piece.part);
        expected = piece.part + 1;
    }
    char* begin = buffer.data() + kMaxTitle + joined.free().size() - title_size;
    std::copy_n(title_bytes.begin(), title_size, begin);
    if (pieces.size() > 1) AddNote("the dump was stored in parts, which are joined here", facts);
    return std::string_view(begin, title_size + joined.text().size());
}

Result<void> JoinedSource::Remove(uint32_t dump) {
    std::span<const Piece> pieces = PiecesOf(dump);
    bool gaps = pieces.back().part > pieces.size();
    if (gaps && is_partial_) return {};
    while (!pieces.empty()) {
        if (Result<void> removed = files_.Remove(pieces.back().entry); !removed) return removed;
        pieces = pieces.first(pieces.size() - 1);
    }
    return {};
}

}  // namespace faultbox::harvest
