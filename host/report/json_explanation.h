#pragma once

#include "host/explain/explanation.h"
#include "host/report/json_writer.h"

namespace faultbox {

/// The members "location", "symbols" and "explanation".
void WriteSymbolsAndExplanation(JsonWriter& json, const EventAnalysis& analysis);

/// A structure member as an object, with all keys of "member".
void WriteMember(JsonWriter& json, const MemberAt& member);

}  // namespace faultbox
