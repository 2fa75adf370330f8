#pragma once

#include <cstdint>

#include "target/record/text_sink.h"

namespace faultbox::journal {

/// Puts what an errno means: "No space left on device", or "error 84" where it is none that the recorder is to expect.
/// strerror() has the words of all errors, which are 2 KB.
void PutSystemError(record::TextSink& out, uint64_t number);

}  // namespace faultbox::journal
