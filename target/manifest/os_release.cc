#include "target/manifest/os_release.h"

#include <algorithm>

#include "arch/common/text_line.h"

namespace faultbox::manifest {
namespace {

// PRETTY_NAME="Automotive Grade Linux 12.0.1 (magic marlin)"
// VERSION_ID='12.0.1'
// BUILD_ID=20260321-release
std::string_view Unquote(std::string_view value) {
    if (value.size() < 2 || value.front() != value.back()) return value;
    bool quoted = value.front() == '"' || value.front() == '\'';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

OsRelease ParseOsRelease(std::string_view text) {
    // The version of the image by the last key that is stated; each is a better one than those before it.
    constexpr std::string_view kVersionKeys[] = {"VERSION_ID", "BUILD_ID", "IMAGE_VERSION"};
    OsRelease release;
    size_t best = 0;
    while (!text.empty()) {
        std::string_view line = TakeLine(text);
        size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        std::string_view key = line.substr(0, equals);
        std::string_view value = Unquote(line.substr(equals + 1));
        if (key == "PRETTY_NAME") release.pretty_name = value;
        auto rank = static_cast<size_t>(std::ranges::find(kVersionKeys, key) - std::begin(kVersionKeys));
        if (rank == std::size(kVersionKeys) || rank < best || value.empty()) continue;
        best = rank;
        release.image_version = value;
    }
    return release;
}

}  // namespace faultbox::manifest
