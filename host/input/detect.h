#pragma once

#include <string_view>

#include "arch/common/bytes.h"
#include "host/input/decoded_input.h"

namespace faultbox {

/// What untrusted `content` looks like, by its content first; `name` decides only for files whose content has no mark
/// of its own, such as a compressed pstore file. kLog when nothing else fits.
InputKind DetectKind(std::string_view name, Bytes content);

/// True when text is what `content` mostly is: at least three of four bytes are printable ASCII, blanks, line ends or
/// escapes. Serial captures have some noise.
bool IsMostlyText(Bytes content);

}  // namespace faultbox
