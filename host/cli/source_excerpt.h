#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "host/report/report.h"

namespace faultbox::cli {

/// The lines around the frame's, when its file lies below `folder`: by its whole path, or by an end of it, the longest
/// first, since debug information names files where the kernel was built. The path is untrusted: one with ".." in it is
/// not looked for.
std::optional<SourceExcerpt> FindSource(const std::filesystem::path& folder, const SourceFrame& frame);

}  // namespace faultbox::cli
