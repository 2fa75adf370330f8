#pragma once

#include <cstddef>

#include "host/report/json_writer.h"
#include "host/report/report.h"

namespace faultbox {

/// One element of `events`. `input` is its input's index.
void WriteEventJson(JsonWriter& json, const EventReport& report, size_t input);

/// The member "fields": the bit fields of a status.
void WriteFaultFields(JsonWriter& json, const FaultText& fault);

}  // namespace faultbox
