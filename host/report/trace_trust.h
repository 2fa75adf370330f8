#pragma once

#include "host/explain/explanation.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// As JSON has it: "ruled-out".
const char* NameOf(unwind::Trust trust);
/// Of a frame of the event; kPrinted where nothing was checked.
unwind::Trust TrustOf(const EventAnalysis& analysis, size_t trace, size_t frame);
/// A caller that the unwinder found, in the form of a printed one.
format::Location LocationOf(const UnwoundCaller& caller);

}  // namespace faultbox
