#pragma once

#include <string>
#include <vector>

#include "target/format/crash_record.pb.h"

namespace faultbox {

/// What is wrong with a source, each sentence with the source's name: the recorder's own notes, and what its flags say.
std::vector<std::string> SourceNotes(const format::Source& source);

/// The same of all sources that no event of the record was found in: nothing else in a report would tell of them.
std::vector<std::string> NotesOfSilentSources(const format::CrashRecord& record);

}  // namespace faultbox
