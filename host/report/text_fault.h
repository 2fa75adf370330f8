#pragma once

#include "host/report/report.h"
#include "host/report/text_writer.h"

namespace faultbox {

/// The fault status as a table of its fields, and the page table entries.
void WriteFaultText(TextWriter& text, const EventReport& report);
/// The registers as the kernel names them, four in a row, and what it said about them.
void WriteRegistersText(TextWriter& text, const format::Event& event);
/// A table of bit fields.
void WriteFieldTable(TextWriter& text, size_t indent, const std::vector<FieldText>& fields);

}  // namespace faultbox
