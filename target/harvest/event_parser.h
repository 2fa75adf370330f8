#pragma once

#include <cstdint>
#include <string_view>

#include "target/oops/crash_event.h"

namespace faultbox::harvest {

/// Takes the events of one text in their order; `index` counts from 0. The event is gone after the call.
class EventVisitor {
  public:
    virtual void Visit(const CrashEvent& event, uint16_t index) = 0;

  protected:
    ~EventVisitor() = default;
};

/// Finds the events in untrusted console text. A text that is parsed twice has the same events.
class EventParser {
  public:
    virtual void Parse(std::string_view text, EventVisitor& visitor) = 0;

  protected:
    ~EventParser() = default;
};

}  // namespace faultbox::harvest
