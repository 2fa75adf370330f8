#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "arch/common/bytes.h"
#include "arch/common/result.h"

namespace faultbox::codec {

/// What came out of a deflate stream. Everything up to an error is kept.
struct Inflated {
    size_t produced = 0;         ///< Bytes written to the output.
    size_t consumed = 0;         ///< Bytes of the input that were used, the one begun last included.
    std::optional<Error> error;  ///< Where the stream ended early or broke a rule; offsets count input bytes.

    bool finished() const { return !error; }
};

/// Unpacks an untrusted raw deflate stream (RFC 1951). The output is its own window.
Inflated Inflate(Bytes input, std::span<uint8_t> output);

/// The same for a stream in a zlib wrapper (RFC 1950). The checksum is not verified: what was unpacked counts.
Inflated InflateZlib(Bytes input, std::span<uint8_t> output);

}  // namespace faultbox::codec
