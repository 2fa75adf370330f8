#pragma once

#include <cstdint>
#include <string_view>

#include "arch/common/bytes.h"

namespace faultbox::record {

/// Takes text in pieces.
class TextSink {
  public:
    virtual void Put(std::string_view text) = 0;
    /// The same for a literal, with two instructions less at each of hundreds of calls.
    void Put(const char* text);

  protected:
    ~TextSink() = default;
};

/// See NumberText.
void PutNumber(TextSink& sink, uint64_t value, unsigned base = 10, unsigned digits = 1);

enum class Escape : uint8_t {
    kJson,  ///< As inside a JSON string; bytes above 0x7f as the code points of Latin-1.
    kLine,  ///< "\xNN" for all that is no printable ASCII.
    kText,  ///< The same, but newlines stay.
};

/// Untrusted bytes in a form that cannot talk to a terminal.
void PutEscaped(TextSink& sink, Bytes text, Escape escape);

}  // namespace faultbox::record
