#pragma once

#include <cstddef>
#include <string_view>

#include "arch/common/bytes.h"

namespace faultbox::ramoops {

/// At least nine of ten bytes are printable ASCII, white space or escape; nothing is text of nothing.
bool IsMostlyText(Bytes bytes);

/// All bytes are equal: memory that nobody wrote, or that was cleared.
bool IsBlank(Bytes bytes);

/// The longest run of text in untrusted bytes: single bytes that are none do not end it. Empty below `shortest` bytes.
std::string_view LongestText(Bytes bytes, size_t shortest);

/// Offset of the first dump header ("====sec.usec-C\n") at or behind `from`, or bytes.size().
size_t FindDumpHeader(Bytes bytes, size_t from);

}  // namespace faultbox::ramoops
