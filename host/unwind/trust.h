#pragma once

#include <cstdint>

namespace faultbox::unwind {

/// How far a frame of a trace can be believed.
enum class Trust : uint8_t {
    kPrinted,    ///< The kernel printed it; nothing more is known.
    kConfirmed,  ///< The code calls the function of the frame inside it, or the unwinder found the same.
    kRuledOut,   ///< Nothing returns there, or the unwinder proves another caller.
    kUnwound,    ///< Only the unwinder found it.
};

}  // namespace faultbox::unwind
