#pragma once

#include <cstddef>

#include "host/report/report.h"
#include "host/report/text_writer.h"

namespace faultbox {

/// Event `number`, counted from 0 over the whole report, of `total`.
void WriteEventText(TextWriter& text, const EventReport& report, size_t number, size_t total);

}  // namespace faultbox
