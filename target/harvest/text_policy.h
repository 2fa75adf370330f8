#pragma once

#include <cstdint>
#include <span>

namespace faultbox::harvest {

/// What becomes of the texts that a record is made of.
struct TextPolicy {
    bool keep = true;      ///< Store them with the record.
    uint8_t scrubbed = 0;  ///< What the provider has made unreadable in them: CrashRecord.scrubbed.
};

/// Makes personal data in a text unreadable: scrub::ScrubText, in builds that have it.
using TextFilter = void (*)(std::span<char> text, uint8_t classes);

}  // namespace faultbox::harvest
