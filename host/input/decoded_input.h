#pragma once

#include <string>
#include <vector>

#include "host/input/record_list.h"

namespace faultbox {

enum class InputKind : uint8_t { kRamoops, kPstore, kLog, kRecord, kBundle, kErrorRecord };

/// One input taken apart: whatever it was, its events now stand in records, the host's only form of a crash.
struct DecodedInput {
    std::string name;  ///< As the user gave it.
    InputKind kind = InputKind::kLog;
    RecordList records;
    std::vector<std::string> notes;  ///< What could not be read, each with its offset or line.
    bool damaged = false;            ///< Something could not be decoded: exit status 1.
};

}  // namespace faultbox
