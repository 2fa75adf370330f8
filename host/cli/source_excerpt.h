#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "host/report/report.h"
#include "host/report/source_mark.h"

namespace faultbox::cli {

/// The lines around the frame's, when its file lies below `folder`: by its whole path, or by an end of it, the longest
/// first, since debug information names files where the kernel was built. The path is untrusted: one with ".." in it is
/// not looked for, and what a link leads to must lie below `folder` too. `clue` is what else is known of the line; the
/// column is the frame's. Where no lines can be shown, or what must be in the line is not, `problem` says so.
SourceExcerpt FindSource(const std::filesystem::path& folder, const SourceFrame& frame, SourceClue clue);

/// The excerpts of an event: of the innermost function with a line, of a function that this is inlined into where only
/// that names the bad pointer, and of the place that the pointer comes from where the explanation names it. Where no
/// function's line is known, of the line that the kernel itself stated (BUG, WARNING), if any: it has no column.
std::vector<SourceExcerpt> FindSources(const std::filesystem::path& folder, const EventAnalysis& analysis,
                                       const SourceFrame& stated);

}  // namespace faultbox::cli
