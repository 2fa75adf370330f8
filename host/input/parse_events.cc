#include "host/input/parse_events.h"

#include <memory>

#include "target/oops/parser.h"

namespace faultbox {
namespace {

class Forwarder : public EventSink {
  public:
    explicit Forwarder(const std::function<void(const CrashEvent&)>& visit) : visit_(visit) {}
    void OnEvent(const CrashEvent& event) override { visit_(event); }

  private:
    const std::function<void(const CrashEvent&)>& visit_;
};

}  // namespace

void ParseEvents(std::string_view text, const std::function<void(const CrashEvent&)>& visit) {
    Forwarder forwarder(visit);
    auto parser = std::make_unique<OopsParser>(forwarder);  // too large for the stack
    parser->Parse(text);
}

}  // namespace faultbox
