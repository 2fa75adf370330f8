#pragma once

#include "host/report/json_writer.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The value of "machine_check": what the mce.* facts state, and what the status means.
void WriteMachineCheckJson(JsonWriter& json, const format::Event& event);

}  // namespace faultbox
