#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "target/oops/crash_event.h"

namespace faultbox {

/// A text and the events that were found in it.
struct Parsed {
    std::string text;  ///< What the events point into, except for the taint flags and what is in `copies`.
    std::deque<std::string> copies;  ///< Words that stood in the parser.
    std::vector<CrashEvent> events;
    std::vector<std::string> taints;  ///< Of each event; CrashEvent::taint does not outlive the parser's call.
};

/// On the heap, so that the views stay where they point to.
std::unique_ptr<Parsed> Parse(std::string text);
/// The same with a file of tests/.
std::unique_ptr<Parsed> ParseFile(std::string_view path);
std::string ReadTestFile(std::string_view path);

/// The symbols and offsets of a trace, "fn+0x10", one a frame; an entry without symbol shows its address.
std::vector<std::string> Frames(const CrashEvent& event, size_t trace = 0);
/// The damage as "kind line text other", for comparing whole lists.
std::vector<std::string> DamageList(const CrashEvent& event);
/// A fact's text or number in hexadecimal, "absent" where there is none.
std::string FactOf(const CrashEvent& event, std::string_view key);

}  // namespace faultbox
