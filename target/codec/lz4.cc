#include "target/codec/lz4.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace faultbox::codec {
namespace {

// Format limits: lz4_Block_format.md, "End of block conditions".
constexpr size_t kMinMatch = 4;
constexpr size_t kLastLiterals = 5;  // The last five bytes are literals.
constexpr size_t kMatchMargin = 12;  // The last match begins at least this far from the end.
constexpr size_t kMaxDistance = 65535;
constexpr size_t kLargestInput = size_t{16} << 20;
constexpr unsigned kHashBits = 12;

uint32_t Read32(const uint8_t* bytes) {
    uint32_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

uint32_t Hash(uint32_t value) {
    return value * 2654435761u >> (32 - kHashBits);
}

// Writes sequences of literals and matches into a bounded buffer.
class BlockWriter {
  public:
    explicit BlockWriter(std::span<uint8_t> output) : output_(output) {}

    void Sequence(Bytes literals, size_t distance, size_t match) {
        size_t extra = match - kMinMatch;
        Put(static_cast<uint8_t>(std::min<size_t>(literals.size(), 15) << 4 | std::min<size_t>(extra, 15)));
        Length(literals.size());
        Append(literals);
        Put(static_cast<uint8_t>(distance));
        Put(static_cast<uint8_t>(distance >> 8));
        Length(extra);
    }

    void LastLiterals(Bytes literals) {
        Put(static_cast<uint8_t>(std::min<size_t>(literals.size(), 15) << 4));
        Length(literals.size());
        Append(literals);
    }

    bool overflowed() const { return overflowed_; }
    size_t size() const { return size_; }

  private:
    // The rest of a length that did not fit its four bits.
    void Length(size_t length) {
        if (length < 15) return;
        for (length -= 15; length >= 255; length -= 255) Put(255);
        Put(static_cast<uint8_t>(length));
    }

    void Put(uint8_t byte) {
        if (size_ == output_.size()) {
            overflowed_ = true;
            return;
        }
        output_[size_++] = byte;
    }

    void Append(Bytes bytes) {
        if (bytes.size() > output_.size() - size_) {
            overflowed_ = true;
            return;
        }
        std::ranges::copy(bytes, output_.begin() + static_cast<ptrdiff_t>(size_));
        size_ += bytes.size();
    }

    std::span<uint8_t> output_;
    size_t size_ = 0;
    bool overflowed_ = false;
};

size_t MatchLength(Bytes input, size_t earlier, size_t here) {
    size_t limit = input.size() - kLastLiterals;
    size_t length = 0;
    while (here + length < limit && input[earlier + length] == input[here + length]) ++length;
    return length;
}

}  // namespace

namespace {

struct Match {
    size_t begin = 0;  // In the input.
    size_t distance = 0;
    size_t length = 0;  // 0: none.

    size_t end() const { return begin + length; }
};

// Finds the last earlier place that begins with the same four bytes, if a later one did not take its slot.
class MatchFinder {
  public:
    explicit MatchFinder(Bytes input) : input_(input) {}

    // The match at `here`, extended backwards to `literals_from` at most. Remembers `here`.
    Match Find(size_t here, size_t literals_from) {
        uint32_t& slot = last_seen_[Hash(Read32(&input_[here]))];
        size_t earlier = slot - size_t{1};
        bool seen = slot != 0 && here - earlier <= kMaxDistance && Read32(&input_[earlier]) == Read32(&input_[here]);
        slot = static_cast<uint32_t>(here + 1);
        if (!seen) return {};
        Match match{here, here - earlier, MatchLength(input_, earlier, here)};
        while (match.begin > literals_from && match.begin > match.distance &&
               input_[match.begin - 1] == input_[match.begin - 1 - match.distance]) {
            --match.begin;
            ++match.length;
        }
        return match;
    }

    void Remember(size_t from, size_t to) {
        for (; from < to; ++from) last_seen_[Hash(Read32(&input_[from]))] = static_cast<uint32_t>(from + 1);
    }

  private:
    Bytes input_;
    std::array<uint32_t, size_t{1} << kHashBits> last_seen_{};  // Position plus one; zero: never.
};

}  // namespace

Result<size_t> Lz4Compress(Bytes input, std::span<uint8_t> output) {
    if (input.size() > kLargestInput) return Fail(ErrorCode::kLimit, "text is too large to compress");
    const size_t limit = input.size() >= kMatchMargin ? input.size() - kMatchMargin + 1 : 0;
    MatchFinder finder(input);
    BlockWriter writer(output);
    size_t literals_from = 0;
    for (size_t here = 0; here < limit && !writer.overflowed();) {
        Match match = finder.Find(here++, literals_from);
        if (match.length == 0) continue;
        // A match that begins one byte later is often longer (lazy matching).
        while (here < limit) {
            Match later = finder.Find(here, literals_from);
            if (later.length <= match.length) break;
            match = later;
            ++here;
        }
        writer.Sequence(input.subspan(literals_from, match.begin - literals_from), match.distance, match.length);
        finder.Remember(here, std::min(match.end(), limit));
        here = literals_from = match.end();
    }
    writer.LastLiterals(input.subspan(literals_from));
    if (writer.overflowed()) return Fail(ErrorCode::kLimit, "compressed text does not fit its buffer");
    return writer.size();
}

namespace {

class BlockReader {
  public:
    BlockReader(Bytes block, std::span<uint8_t> output) : block_(block), output_(output) {}

    Lz4Unpacked Read() {
        while (!error_ && at_ < block_.size()) Sequence();
        return {size_, error_};
    }

  private:
    void Sequence() {
        uint8_t token = block_[at_++];
        Literals(Length(token >> 4));
        if (error_ || at_ == block_.size()) return;  // The last sequence has literals only.
        if (block_.size() - at_ < 2) return Stop(ErrorCode::kTruncated, "LZ4 block ends inside a distance");
        size_t distance = block_[at_] | static_cast<size_t>(block_[at_ + 1]) << 8;
        at_ += 2;
        Match(distance, Length(token & 15) + kMinMatch);
    }

    size_t Length(size_t length) {
        if (length < 15) return length;
        for (uint8_t byte = 255; byte == 255;) {
            if (at_ == block_.size()) {
                Stop(ErrorCode::kTruncated, "LZ4 block ends inside a length");
                return 0;
            }
            byte = block_[at_++];
            length += byte;
            if (length > output_.size()) {
                Stop(ErrorCode::kLimit, kTooMuch);
                return 0;
            }
        }
        return length;
    }

    void Literals(size_t length) {
        if (error_) return;
        size_t room = output_.size() - size_;
        size_t there = std::min({length, block_.size() - at_, room});
        std::ranges::copy(block_.subspan(at_, there), output_.begin() + static_cast<ptrdiff_t>(size_));
        at_ += there;
        size_ += there;
        if (there == length) return;
        Stop(there == room ? ErrorCode::kLimit : ErrorCode::kTruncated,
             there == room ? kTooMuch : "LZ4 block ends inside its literals");
    }

    void Match(size_t distance, size_t length) {
        if (error_) return;
        if (distance == 0 || distance > size_) return Stop(ErrorCode::kMalformed, "LZ4 match lies before the start");
        size_t there = std::min(length, output_.size() - size_);
        for (size_t i = 0; i < there; ++i, ++size_) output_[size_] = output_[size_ - distance];  // May overlap.
        if (there < length) Stop(ErrorCode::kLimit, kTooMuch);
    }

    void Stop(ErrorCode code, const char* what) { error_ = Error{code, what, at_}; }

    static constexpr const char* kTooMuch = "LZ4 block holds more than fits";

    Bytes block_;
    std::span<uint8_t> output_;
    size_t at_ = 0;
    size_t size_ = 0;
    std::optional<Error> error_;
};

}  // namespace

Lz4Unpacked Lz4Unpack(Bytes block, std::span<uint8_t> output) {
    return BlockReader(block, output).Read();
}

Result<size_t> Lz4Decompress(Bytes block, std::span<uint8_t> output) {
    Lz4Unpacked unpacked = Lz4Unpack(block, output);
    if (unpacked.error) return std::unexpected(*unpacked.error);
    return unpacked.produced;
}

}  // namespace faultbox::codec
