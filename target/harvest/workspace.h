#pragma once

#include <array>
#include <cstdint>

#include "target/format/limits.h"
#include "target/record/correlate.h"
#include "target/record/source_facts.h"

namespace faultbox::harvest {

/// What a harvest works in: about 1 MiB, of which a small crash touches little. A program has it as one static object.
struct Workspace {
    std::array<char, format::kMaxTextBytes> text;
    std::array<char, format::kMaxTextBytes> longest_text;
    std::array<uint8_t, format::kMaxRecordBytes> record;
    std::array<record::SourceFacts, format::kMaxSources> facts;
    std::array<uint32_t, format::kMaxSources> entries;     ///< The provider's number of each source.
    std::array<uint32_t, format::kMaxSources> text_sizes;  ///< Bytes.
    record::Correlation correlation;
};

}  // namespace faultbox::harvest
