#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace faultbox {

/// What the debug information and the explanation say of a line of source; all of it may be unknown.
struct SourceClue {
    uint32_t column = 0;          ///< 1-based, of the line table; 0 where it has none.
    std::string_view expression;  ///< The bad pointer: "rpsk->rpdev->ept", "&handsfree".
    std::string_view path;        ///< The member accessed through it: "priv", "ring.format.rate".
};

/// A part of a line.
struct SourceMark {
    size_t begin = 0;  ///< Bytes from the start of the line.
    size_t size = 0;   ///< Bytes, at least 1.
};

/// The part of `line` that the clue means: the whole access or pointer expression where it is written so, else an
/// access to the member's last name, with what stands before it, else what begins at the column. nullopt where nothing
/// of the kind is in the line.
std::optional<SourceMark> FindInLine(std::string_view line, const SourceClue& clue);

/// The same for the whole access alone: the expression, the path behind it.
std::optional<SourceMark> FindWholeInLine(std::string_view line, const SourceClue& clue);

/// The longest beginning of a pointer expression that the line has: "session->stream" of "session->stream->route".
std::optional<SourceMark> FindBeginningInLine(std::string_view line, std::string_view expression);

}  // namespace faultbox
