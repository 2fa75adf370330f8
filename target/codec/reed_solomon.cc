#include "target/codec/reed_solomon.h"

#include <algorithm>
#include <array>

namespace faultbox::codec {
namespace {

constexpr unsigned kFieldSize = 255;
constexpr unsigned kPolynomial = 0x11d;

struct Field {
    std::array<uint8_t, 2 * kFieldSize> exponent{};
    std::array<uint8_t, kFieldSize + 1> logarithm{};

    Field() {
        unsigned value = 1;
        for (unsigned i = 0; i < kFieldSize; ++i) {
            exponent[i] = exponent[i + kFieldSize] = static_cast<uint8_t>(value);
            logarithm[value] = static_cast<uint8_t>(i);
            value <<= 1;
            if (value > kFieldSize) value ^= kPolynomial;
        }
    }
    uint8_t Multiply(uint8_t a, uint8_t b) const {
        return a == 0 || b == 0 ? uint8_t{0} : exponent[logarithm[a] + logarithm[b]];
    }
    uint8_t Divide(uint8_t a, uint8_t b) const {
        return a == 0 ? uint8_t{0} : exponent[logarithm[a] + kFieldSize - logarithm[b]];
    }
    // alpha to the power of `power`, which may be any number.
    uint8_t Power(unsigned power) const { return exponent[power % kFieldSize]; }
};

// Made when it is needed: 766 bytes that would be part of the recorder's file.
const Field& TheField() {
    static const Field field;
    return field;
}

using Polynomial = std::array<uint8_t, kMostParity + 1>;  // Lowest coefficient first.

// The codeword, highest power first: data, then parity.
class Codeword {
  public:
    Codeword(std::span<uint8_t> data, std::span<uint8_t> parity) : data_(data), parity_(parity) {}

    size_t size() const { return data_.size() + parity_.size(); }
    size_t roots() const { return parity_.size(); }
    uint8_t& operator[](size_t i) { return i < data_.size() ? data_[i] : parity_[i - data_.size()]; }

    // Value at alpha^root; all zero in a codeword without errors.
    uint8_t Syndrome(unsigned root) { return Horner(parity_, root, Horner(data_, root, 0)); }

  private:
    static uint8_t Horner(Bytes bytes, unsigned root, uint8_t sum) {
        const Field& field = TheField();
        for (uint8_t byte : bytes) {
            if (sum != 0) sum = field.exponent[field.logarithm[sum] + root];
            sum ^= byte;
        }
        return sum;
    }

    std::span<uint8_t> data_;
    std::span<uint8_t> parity_;
};

// Berlekamp-Massey: the shortest error locator for the syndromes. Returns its degree.
unsigned FindLocator(const Polynomial& syndromes, size_t roots, Polynomial& locator) {
    Polynomial previous{};
    locator = {};
    locator[0] = previous[0] = 1;
    unsigned degree = 0, gap = 1;
    uint8_t previous_discrepancy = 1;
    for (unsigned n = 0; n < roots; ++n) {
        uint8_t discrepancy = syndromes[n];
        for (unsigned i = 1; i <= degree; ++i) discrepancy ^= TheField().Multiply(locator[i], syndromes[n - i]);
        if (discrepancy == 0) {
            ++gap;
            continue;
        }
        Polynomial saved = locator;
        uint8_t factor = TheField().Divide(discrepancy, previous_discrepancy);
        for (size_t i = gap; i < locator.size(); ++i) locator[i] ^= TheField().Multiply(factor, previous[i - gap]);
        if (2 * degree <= n) {
            degree = n + 1 - degree;
            previous = saved;
            previous_discrepancy = discrepancy;
            gap = 1;
        } else {
            ++gap;
        }
    }
    return degree;
}

uint8_t Evaluate(const Polynomial& polynomial, unsigned terms, unsigned power) {
    uint8_t sum = 0;
    for (unsigned i = 0; i < terms; ++i) sum ^= TheField().Multiply(polynomial[i], TheField().Power(power * i));
    return sum;
}

// Forney's algorithm for a first root of 0: magnitude = X * evaluator(1/X) / locator'(1/X).
uint8_t Magnitude(const Polynomial& evaluator, const Polynomial& locator, unsigned degree, unsigned location) {
    unsigned inverse = (kFieldSize - location) % kFieldSize;
    uint8_t derivative = 0;
    for (unsigned i = 1; i <= degree; i += 2)
        derivative ^= TheField().Multiply(locator[i], TheField().Power(inverse * (i - 1)));
    if (derivative == 0) return 0;
    uint8_t value = TheField().Multiply(Evaluate(evaluator, degree, inverse), TheField().Power(location));
    return TheField().Divide(value, derivative);
}

// The product of (x - alpha^i) for i below `roots`.
Polynomial Generator(size_t roots) {
    Polynomial generator{};
    generator[0] = 1;
    for (unsigned root = 0; root < roots; ++root) {
        for (size_t i = root + 1; i > 0; --i) {
            generator[i] = generator[i - 1] ^ TheField().Multiply(generator[i], TheField().Power(root));
        }
        generator[0] = TheField().Multiply(generator[0], TheField().Power(root));
    }
    return generator;
}

}  // namespace

bool ReedSolomonEncode(Bytes data, std::span<uint8_t> parity) {
    const size_t roots = parity.size();
    if (roots == 0 || roots > kMostParity || data.size() + roots > kFieldSize) return false;
    const Polynomial generator = Generator(roots);
    std::ranges::fill(parity, uint8_t{0});
    for (uint8_t byte : data) {  // Division by the generator; the remainder is the parity, highest power first.
        uint8_t feedback = byte ^ parity[0];
        for (size_t i = 0; i + 1 < roots; ++i) {
            parity[i] = parity[i + 1] ^ TheField().Multiply(feedback, generator[roots - 1 - i]);
        }
        parity[roots - 1] = TheField().Multiply(feedback, generator[0]);
    }
    return true;
}

std::optional<unsigned> ReedSolomonCorrect(std::span<uint8_t> data, std::span<uint8_t> parity) {
    Codeword word(data, parity);
    const size_t roots = word.roots();
    if (word.size() > kFieldSize || roots > kMostParity) return std::nullopt;
    Polynomial syndromes{};
    bool clean = true;
    for (unsigned root = 0; root < roots; ++root) {
        syndromes[root] = word.Syndrome(root);
        clean &= syndromes[root] == 0;
    }
    if (clean) return 0;

    Polynomial locator{};
    unsigned degree = FindLocator(syndromes, roots, locator);
    if (degree == 0 || degree > roots / 2) return std::nullopt;
    Polynomial evaluator{};
    for (unsigned i = 0; i < degree; ++i) {
        for (unsigned j = 0; j <= i; ++j) evaluator[i] ^= TheField().Multiply(syndromes[i - j], locator[j]);
    }

    struct Fix {
        size_t index;
        uint8_t magnitude;
    };
    std::array<Fix, kMostParity / 2> fixes{};
    unsigned found = 0;
    for (unsigned location = 0; location < word.size() && found <= degree; ++location) {
        if (Evaluate(locator, degree + 1, kFieldSize - location) != 0) continue;
        if (found == degree) return std::nullopt;
        fixes[found++] = {word.size() - 1 - location, Magnitude(evaluator, locator, degree, location)};
    }
    if (found != degree) return std::nullopt;  // An error would lie outside the shortened code.
    auto flip = [&] {
        for (unsigned i = 0; i < found; ++i) word[fixes[i].index] ^= fixes[i].magnitude;
    };
    flip();
    for (unsigned root = 0; root < roots; ++root) {
        if (word.Syndrome(root) == 0) continue;
        flip();
        return std::nullopt;
    }
    return found;
}

}  // namespace faultbox::codec
