#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "target/record/text_sink.h"

namespace faultbox::journal {

/// Buffers text for a file descriptor that stays open.
class Output : public record::TextSink {
  public:
    explicit Output(int fd) : fd_(fd) {}
    ~Output() { Flush(); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    using TextSink::Put;
    void Put(std::string_view text) override;
    /// False when something could not be written, now or earlier.
    bool Flush();
    /// The first errno.
    int error() const { return error_; }

  private:
    int fd_;
    int error_ = 0;
    size_t size_ = 0;
    std::array<char, 1024> buffer_;
};

}  // namespace faultbox::journal
