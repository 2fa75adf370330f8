#pragma once

#include <cstdint>

namespace faultbox::harvest {

/// What becomes of the texts that a record is made of.
struct TextPolicy {
    bool keep = true;      ///< Store them with the record.
    uint8_t scrubbed = 0;  ///< What the provider has made unreadable in them: CrashRecord.scrubbed.
};

}  // namespace faultbox::harvest
