#pragma once

#include <cstddef>

#include "host/input/event_facts.h"
#include "host/report/json_writer.h"
#include "host/report/known_members.h"
#include "host/report/report.h"

namespace faultbox {

/// One element of `events`. `input` is its input's index; `known`, for compact style, has what was written of events
/// like it, or is nullptr.
void WriteEventJson(JsonWriter& json, const EventReport& report, size_t input, KnownMembers* known);

/// Parts of it that follow from the explained part of an event and its analysis: nothing else of `report` may be used,
/// see ExplainedMembers.
void WriteTitle(JsonWriter& json, const format::Event& event, const EventSignature& signature);
void WriteFaultStatus(JsonWriter& json, const EventReport& report);
void WriteCodeAndSymbols(JsonWriter& json, const EventReport& report);
void WriteSignature(JsonWriter& json, const EventSignature& signature);

/// The member "fields": the bit fields of a status.
void WriteFaultFields(JsonWriter& json, const FaultText& fault);

}  // namespace faultbox
