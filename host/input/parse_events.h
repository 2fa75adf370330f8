#pragma once

#include <functional>
#include <string_view>

#include "target/oops/crash_event.h"

namespace faultbox {

/// Parses untrusted console text and hands out its events in their order. An event is gone after the call.
void ParseEvents(std::string_view text, const std::function<void(const CrashEvent&)>& visit);

}  // namespace faultbox
