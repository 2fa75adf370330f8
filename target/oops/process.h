#pragma once

#include <cstddef>
#include <string_view>

namespace faultbox {

/// Finds what stands behind "name[pid]" of a process at the front of a line: ": segfault at …" behind "java[123]". 0
/// where there is none. Looks at the first 48 characters only.
size_t BehindProcess(std::string_view text);

}  // namespace faultbox
