#pragma once

#include "host/explain/explanation.h"
#include "host/report/json_writer.h"

namespace faultbox {

/// The members "location" and "symbols".
void WriteSymbols(JsonWriter& json, const EventAnalysis& analysis);
/// Of "explanation", the members behind "verdict".
void WriteFindings(JsonWriter& json, const Explanation& explanation);

/// A structure member as an object, with all keys of "member".
void WriteMember(JsonWriter& json, const MemberAt& member);

}  // namespace faultbox
