#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "target/record/text_sink.h"

namespace faultbox::selftest {

enum class Outcome : uint8_t { kOk, kFail, kCannotTell };

/// What a check has to say, or one part of it.
using Sentence = record::BoundedText<512>;

/// Untrusted text inside a sentence, in quotes.
void PutQuoted(record::TextSink& say, std::string_view text);
/// "/proc/mounts cannot be read"
Outcome SayUnreadable(const char* path, record::TextSink& say);

/// Prints the outcomes of checks, as lines or as one JSON object, and counts them.
class Report {
  public:
    Report(record::TextSink& out, bool json) : out_(out), json_(json) {}

    void Begin();
    /// `remedy` is told unless all is well.
    void Add(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy);
    void End();

    /// kFail when any check failed, otherwise kCannotTell when any could not tell.
    Outcome outcome() const;

  private:
    void AddJson(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy);
    void AddLine(std::string_view check, Outcome outcome, std::string_view finding, std::string_view remedy);

    record::TextSink& out_;
    bool json_;
    std::array<uint32_t, 3> counts_{};
};

}  // namespace faultbox::selftest
