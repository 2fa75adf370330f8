#pragma once

#include "target/harvest/event_parser.h"
#include "target/oops/parser.h"

namespace faultbox::harvest {

/// Linux's console text. About 80 KB, most of it not zero: no static object, or it would be in the program's file.
class KernelLogParser final : public EventParser, private EventSink {
  public:
    void Parse(std::string_view text, EventVisitor& visitor) override {
        visitor_ = &visitor;
        index_ = 0;
        parser_.Parse(text);
    }

  private:
    void OnEvent(const CrashEvent& event) override { visitor_->Visit(event, index_++); }

    OopsParser parser_{*this};
    EventVisitor* visitor_ = nullptr;
    uint16_t index_ = 0;
};

}  // namespace faultbox::harvest
