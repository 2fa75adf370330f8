#pragma once

#include <array>
#include <string_view>

namespace faultbox::journal {

/// A name in a folder, with the NUL that the system wants; empty, and so the name of nothing, when it is none that lies
/// in the folder itself: "..", one with a slash or a NUL, or one of 256 characters or more.
class TerminatedName {
  public:
    explicit TerminatedName(std::string_view name);
    const char* c_str() const { return text_.data(); }

  private:
    std::array<char, 256> text_{};
};

}  // namespace faultbox::journal
