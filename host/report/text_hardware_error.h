#pragma once

#include "host/report/text_writer.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// The block of a hardware error: source and severity, then each section's fields with their meaning.
void WriteHardwareErrorText(TextWriter& text, const format::Event& event);

/// What the facts of a DMA fault or EPT misconfiguration mean; nothing for others.
void WriteDecodedFactsText(TextWriter& text, const format::Event& event);

}  // namespace faultbox
