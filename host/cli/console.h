#pragma once

#include <chrono>
#include <string_view>

#include "arch/common/result.h"

namespace faultbox::cli {

/// Writes results. False, with a diagnostic, when they did not all go out: a full disk must not look like success.
bool Print(std::string_view text);
/// One diagnostic line on stderr, with the program's name in front; made printable.
void Complain(std::string_view text);
/// "FILE: what is wrong (at offset 0x1c)", or the system's words for an errno.
void Complain(std::string_view file, const Error& error);
/// Says on stderr what the program is at, once it has been at work for a second and only to a terminal.
class Progress {
  public:
    Progress();
    void Show(std::string_view step) const;

  private:
    std::chrono::steady_clock::time_point start_;
    bool terminal_;
};

/// Whether stdout is a terminal that may be coloured (https://no-color.org).
bool WantsColor();

}  // namespace faultbox::cli
