#include "tests/unit/target/codec/slow_reed_solomon.h"

#include <utility>

namespace faultbox::codec {
namespace {

// Multiplication of polynomials over GF(2), modulo x^8 + x^4 + x^3 + x^2 + 1.
uint8_t Times(uint8_t a, uint8_t b) {
    unsigned product = 0, shifted = a;
    for (; b != 0; b >>= 1, shifted <<= 1) {
        if (b & 1) product ^= shifted;
    }
    for (int bit = 14; bit >= 8; --bit) {
        if (product >> bit & 1) product ^= 0x11du << (bit - 8);
    }
    return static_cast<uint8_t>(product);
}

uint8_t Power(uint8_t base, size_t exponent) {
    uint8_t result = 1;
    for (size_t i = 0; i < exponent; ++i) result = Times(result, base);
    return result;
}

uint8_t Inverse(uint8_t value) {
    return Power(value, 254);
}

}  // namespace

std::vector<uint8_t> SlowParity(const std::vector<uint8_t>& data, size_t roots) {
    // Row r: the unknown parity's value at alpha^r equals the data's (in characteristic 2).
    std::vector<std::vector<uint8_t>> rows(roots, std::vector<uint8_t>(roots + 1));
    for (size_t r = 0; r < roots; ++r) {
        const uint8_t x = Power(2, r);
        for (size_t column = 0; column < roots; ++column) rows[r][column] = Power(x, roots - 1 - column);
        uint8_t value = 0;
        for (uint8_t byte : data) value = static_cast<uint8_t>(Times(value, x) ^ byte);
        rows[r][roots] = Times(value, Power(x, roots));
    }
    for (size_t pivot = 0; pivot < roots; ++pivot) {
        size_t row = pivot;
        while (rows[row][pivot] == 0) ++row;
        std::swap(rows[row], rows[pivot]);
        const uint8_t scale = Inverse(rows[pivot][pivot]);
        for (uint8_t& cell : rows[pivot]) cell = Times(cell, scale);
        for (size_t other = 0; other < roots; ++other) {
            const uint8_t factor = rows[other][pivot];
            if (other == pivot || factor == 0) continue;
            for (size_t column = 0; column <= roots; ++column) {
                rows[other][column] ^= Times(factor, rows[pivot][column]);
            }
        }
    }
    std::vector<uint8_t> parity;
    for (const std::vector<uint8_t>& row : rows) parity.push_back(row[roots]);
    return parity;
}

}  // namespace faultbox::codec
