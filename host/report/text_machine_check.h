#pragma once

#include "host/report/text_writer.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The machine check in words and its registers as tables of their fields. Nothing for events of another kind.
void WriteMachineCheckText(TextWriter& text, const format::Event& event);

}  // namespace faultbox
