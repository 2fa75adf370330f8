#pragma once

#include <string_view>

#include "target/export/exporter.h"
#include "target/export/medium.h"
#include "target/record/text_sink.h"

namespace faultbox::handover {

/// What the person with the stick reads afterwards.
inline constexpr std::string_view kResultName = "faultbox-result.txt";

/// "done: 3 records in faultbox-hu17-000042.fbb", "failed: cannot write: No space left on device"; further lines say
/// what is not in the bundle.
void PutResult(record::TextSink& out, const Result<ExportResult>& result);

/// Replaces the result file on the medium.
Result<void> WriteResultFile(Medium& medium, const Result<ExportResult>& result);

}  // namespace faultbox::handover
