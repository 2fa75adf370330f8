#pragma once

#include "host/report/report.h"
#include "host/report/text_writer.h"

namespace faultbox {

/// Function, file and line of the crash with the inlined chain, and the source lines where they are at hand.
void WriteWhere(TextWriter& text, const EventReport& report);
/// The bytes of the Code: line, the faulting instruction in brackets.
void WriteCodeText(TextWriter& text, const format::Event& event);
/// The call traces.
void WriteTraceText(TextWriter& text, const EventReport& report);

}  // namespace faultbox
