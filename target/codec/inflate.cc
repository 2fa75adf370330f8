#include "target/codec/inflate.h"

#include <algorithm>
#include <array>

namespace faultbox::codec {
namespace {

constexpr unsigned kMaxCodeBits = 15;
constexpr unsigned kLiteralCodes = 288;
constexpr unsigned kDistanceCodes = 30;
constexpr unsigned kEndOfBlock = 256;

// RFC 1951, section 3.2.5.
constexpr uint16_t kLengthBase[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                      31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr uint8_t kLengthExtra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr uint16_t kDistanceBase[30] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                        33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                        1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr uint8_t kDistanceExtra[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                        6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

// A canonical Huffman code (section 3.2.2), decoded bit by bit: small, and fast enough for a few records a boot.
class HuffmanCode {
  public:
    // False for lengths that claim more codes than there are.
    bool Build(std::span<const uint8_t> lengths) {
        counts_.fill(0);
        for (uint8_t length : lengths) ++counts_[length];
        counts_[0] = 0;
        int left = 1;
        std::array<uint16_t, kMaxCodeBits + 1> offsets{};
        for (unsigned bits = 1; bits <= kMaxCodeBits; ++bits) {
            left = left * 2 - counts_[bits];
            if (left < 0) return false;
            if (bits < kMaxCodeBits) offsets[bits + 1] = static_cast<uint16_t>(offsets[bits] + counts_[bits]);
        }
        for (size_t symbol = 0; symbol < lengths.size(); ++symbol) {
            if (lengths[symbol] != 0) symbols_[offsets[lengths[symbol]]++] = static_cast<uint16_t>(symbol);
        }
        return true;
    }

    // The next symbol, or -1 when no code matches.
    template <typename NextBit>
    int Decode(NextBit next_bit) const {
        int code = 0, first = 0, index = 0;
        for (unsigned bits = 1; bits <= kMaxCodeBits; ++bits) {
            code |= next_bit();
            int count = counts_[bits];
            if (code - count < first) return symbols_[static_cast<size_t>(index + code - first)];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        return -1;
    }

  private:
    std::array<uint16_t, kMaxCodeBits + 1> counts_{};
    std::array<uint16_t, kLiteralCodes> symbols_{};
};

class Inflater {
  public:
    Inflater(Bytes input, std::span<uint8_t> output) : input_(input), output_(output) {}

    Inflated Run() {
        bool last = false;
        while (!last && !error_) {
            last = Bits(1) != 0;
            switch (Bits(2)) {
                case 0:
                    Stored();
                    break;
                case 1:
                    Fixed();
                    break;
                case 2:
                    Dynamic();
                    break;
                default:
                    Stop(ErrorCode::kMalformed, "deflate block has a reserved type");
            }
        }
        return {produced_, at_, error_};
    }

  private:
    void Stop(ErrorCode code, const char* what) {
        if (!error_) error_ = Error{code, what, at_};
    }

    unsigned Bits(unsigned count) {
        while (bit_count_ < count) {
            if (at_ == input_.size()) {
                Stop(ErrorCode::kTruncated, "deflate stream ends early");
                return 0;
            }
            bits_ |= static_cast<uint32_t>(input_[at_++]) << bit_count_;
            bit_count_ += 8;
        }
        unsigned value = bits_ & ((1u << count) - 1);
        bits_ >>= count;
        bit_count_ -= count;
        return value;
    }

    void Put(uint8_t byte) {
        if (produced_ == output_.size()) return Stop(ErrorCode::kLimit, "deflate stream holds more than fits");
        output_[produced_++] = byte;
    }

    void Stored() {
        bits_ = bit_count_ = 0;
        unsigned length = Bits(16);
        unsigned complement = Bits(16);
        if (!error_ && (length ^ complement) != 0xffff) Stop(ErrorCode::kMalformed, "stored block has a bad length");
        for (; length > 0 && !error_; --length) {
            unsigned byte = Bits(8);
            if (!error_) Put(static_cast<uint8_t>(byte));
        }
    }

    void Fixed() {  // Section 3.2.6.
        std::array<uint8_t, kLiteralCodes> lengths{};
        std::fill_n(lengths.begin(), 144, uint8_t{8});
        std::fill_n(lengths.begin() + 144, 112, uint8_t{9});
        std::fill_n(lengths.begin() + 256, 24, uint8_t{7});
        std::fill_n(lengths.begin() + 280, 8, uint8_t{8});
        literals_.Build(lengths);
        std::fill_n(lengths.begin(), kDistanceCodes, uint8_t{5});
        distances_.Build(std::span(lengths).first(kDistanceCodes));
        Symbols();
    }

    void Dynamic() {  // Section 3.2.7.
        constexpr uint8_t kOrder[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
        unsigned literal_count = Bits(5) + 257;
        unsigned distance_count = Bits(5) + 1;
        unsigned length_count = Bits(4) + 4;
        std::array<uint8_t, kLiteralCodes + 32> lengths{};
        for (unsigned i = 0; i < length_count; ++i) lengths[kOrder[i]] = static_cast<uint8_t>(Bits(3));
        if (error_) return;
        if (literal_count > 286 || !literals_.Build(std::span(lengths).first(19)))
            return Stop(ErrorCode::kMalformed, kBadCode);
        lengths.fill(0);
        ReadLengths(std::span(lengths).first(literal_count + distance_count));
        if (error_) return;
        bool good = literals_.Build(std::span(lengths).first(literal_count)) &&
                    distances_.Build(std::span(lengths).subspan(literal_count, distance_count));
        if (!good || lengths[kEndOfBlock] == 0) return Stop(ErrorCode::kMalformed, kBadCode);
        Symbols();
    }

    void ReadLengths(std::span<uint8_t> lengths) {
        for (size_t i = 0; i < lengths.size() && !error_;) {
            int symbol = literals_.Decode([this] { return static_cast<int>(Bits(1)); });
            if (error_) return;
            if (symbol < 0) return Stop(ErrorCode::kMalformed, kBadCode);
            if (symbol < 16) {
                lengths[i++] = static_cast<uint8_t>(symbol);
                continue;
            }
            if (symbol == 16 && i == 0) return Stop(ErrorCode::kMalformed, kBadCode);
            uint8_t value = symbol == 16 ? lengths[i - 1] : uint8_t{0};
            unsigned repeat = symbol == 16 ? 3 + Bits(2) : symbol == 17 ? 3 + Bits(3) : 11 + Bits(7);
            if (repeat > lengths.size() - i) return Stop(ErrorCode::kMalformed, kBadCode);
            for (; repeat > 0; --repeat) lengths[i++] = value;
        }
    }

    void Symbols() {
        while (!error_) {
            int symbol = literals_.Decode([this] { return static_cast<int>(Bits(1)); });
            if (error_) return;
            if (symbol < 0) return Stop(ErrorCode::kMalformed, kBadCode);
            if (symbol == static_cast<int>(kEndOfBlock)) return;
            if (symbol < static_cast<int>(kEndOfBlock))
                Put(static_cast<uint8_t>(symbol));
            else
                Match(static_cast<unsigned>(symbol) - 257);
        }
    }

    void Match(unsigned length_code) {
        if (length_code >= std::size(kLengthBase)) return Stop(ErrorCode::kMalformed, kBadCode);
        unsigned length = kLengthBase[length_code] + Bits(kLengthExtra[length_code]);
        int code = distances_.Decode([this] { return static_cast<int>(Bits(1)); });
        if (error_) return;
        if (code < 0 || code >= static_cast<int>(kDistanceCodes)) return Stop(ErrorCode::kMalformed, kBadCode);
        size_t distance = kDistanceBase[code] + Bits(kDistanceExtra[code]);
        if (error_) return;
        if (distance > produced_) return Stop(ErrorCode::kMalformed, "deflate match lies before the start");
        for (; length > 0 && !error_; --length) Put(output_[produced_ - distance]);
    }

    static constexpr const char* kBadCode = "deflate stream has a bad code";

    Bytes input_;
    std::span<uint8_t> output_;
    size_t at_ = 0;
    size_t produced_ = 0;
    uint32_t bits_ = 0;
    unsigned bit_count_ = 0;
    std::optional<Error> error_;
    HuffmanCode literals_;
    HuffmanCode distances_;
};

}  // namespace

Inflated Inflate(Bytes input, std::span<uint8_t> output) {
    return Inflater(input, output).Run();
}

Inflated InflateZlib(Bytes input, std::span<uint8_t> output) {
    constexpr size_t kHeader = 2;
    bool is_zlib =
        input.size() >= kHeader && (input[0] & 15) == 8 && (input[0] << 8 | input[1]) % 31 == 0 && !(input[1] & 0x20);
    if (!is_zlib) return {0, 0, Error{ErrorCode::kMalformed, "no zlib header", 0}};
    Inflated result = Inflate(input.subspan(kHeader), output);
    result.consumed += kHeader;
    return result;
}

}  // namespace faultbox::codec
