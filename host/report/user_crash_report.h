#pragma once

#include "host/report/json_writer.h"
#include "host/report/report.h"
#include "host/report/text_writer.h"

namespace faultbox {

/// The value of the member "user" of a crashed process.
void WriteUserCrashJson(JsonWriter& json, const format::UserCrash& crash, const UserCrashAnalysis& analysis);

/// Signal, program, threads and files.
void WriteUserCrashText(TextWriter& text, const format::UserCrash& crash, const UserCrashAnalysis& analysis);

}  // namespace faultbox
