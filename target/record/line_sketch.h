#pragma once

#include <cstdint>
#include <string_view>

#include "target/format/repeat_frame.h"

namespace faultbox::record {

using format::LineSketch;

/// The smallest eight hashes of an event's different lines, ascending: equal wherever the event is seen, and still
/// mostly equal when characters were flipped in between or the text is cut (FORMAT.md, One crash). Only lines with a
/// time stamp count, which tells one boot from another; where none has, all lines count and `seed` stands for the boot.
LineSketch MakeSketch(std::string_view lines, uint64_t seed);

/// The sketch of all lines of both.
void Merge(const LineSketch& from, LineSketch& into);

/// Are they of one event? False where one is empty.
bool AreOfOneEvent(const LineSketch& a, const LineSketch& b);

/// Two dumps further apart are of two boots, whatever their texts say.
inline constexpr uint64_t kSameDumpUs = 60'000'000;

/// An event and when its text was dumped: 0 for a text that does not say (a console).
struct DatedSketch {
    const LineSketch& lines;
    uint64_t time_us = 0;
};
bool AreOfOneEvent(const DatedSketch& a, const DatedSketch& b);

}  // namespace faultbox::record
