#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>

namespace faultbox {

/// Why an operation on untrusted bytes, or on the system, did not succeed.
enum class ErrorCode : uint8_t {
    kTruncated,    ///< The input ended before the value did.
    kMalformed,    ///< The input breaks a rule of its format.
    kUnsupported,  ///< Well-formed as far as we can tell, but of a version or form we do not read.
    kLimit,        ///< A bound of ours (depth, count, size) was reached.
    kNotFound,     ///< What was asked for is not in the input.
    kChecksum,     ///< Stored and computed checksum differ.
    kMismatch,     ///< Two inputs that must belong together do not.
    kIo,           ///< The operating system said no; `offset` is the errno.
};

/// An error that fits three words and allocates nothing. Callers that know a file's name put it in front.
struct Error {
    ErrorCode code;
    const char* what;   ///< A string literal: lower case, no full stop.
    size_t offset = 0;  ///< Byte offset into the input, modulo 4 GiB in a 32-bit program; errno for kIo.
};

template <typename T>
using Result = std::expected<T, Error>;

/// Shorthand for returning an error: `return Fail(ErrorCode::kMalformed, "zone size is zero", 12);`
constexpr std::unexpected<Error> Fail(ErrorCode code, const char* what, uint64_t offset = 0) {
    return std::unexpected(Error{code, what, static_cast<size_t>(offset)});
}

}  // namespace faultbox
