#pragma once

#include <array>
#include <cstdint>
#include <span>
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

/// Keeps the text in memory of bounded size; what does not fit is left out.
class TextBuffer : public TextSink {
  public:
    explicit TextBuffer(std::span<char> memory) : memory_(memory) {}

    using TextSink::Put;
    void Put(std::string_view text) override;
    std::string_view view() const { return {memory_.data(), size_}; }

  private:
    std::span<char> memory_;
    size_t size_ = 0;
};

/// The same with memory of its own.
template <size_t kCapacity>
class BoundedText : public TextBuffer {
  public:
    BoundedText() : TextBuffer(memory_) {}
    BoundedText(const BoundedText&) = delete;
    BoundedText& operator=(const BoundedText&) = delete;

  private:
    std::array<char, kCapacity> memory_;
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
