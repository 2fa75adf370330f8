#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "target/record/text_sink.h"
#include "target/watch/kmsg_record.h"

namespace faultbox::watch {

/// The console text of the newest records: a few before an event, and the event's own. Texts are bounded: of a longer
/// event the beginning is kept.
class EventWindow final : private record::TextSink {
  public:
    /// Adds a record's lines and returns them.
    std::string_view Append(const KmsgRecord& record);
    /// Forgets the oldest lines but for as many as may belong to an event that begins next.
    void TrimToHistory();
    void Clear();
    /// Forgets the oldest lines, `bytes` long.
    void DropFirst(size_t bytes);

    std::string_view text() const { return {text_.data(), size_}; }
    std::span<char> MutableText() { return std::span(text_).first(size_); }
    bool is_full() const { return is_full_; }

  private:
    void Put(std::string_view text) override;

    std::array<char, 128 * 1024> text_;
    size_t size_ = 0;
    bool is_full_ = false;
    bool line_goes_on_ = false;
};

}  // namespace faultbox::watch
