#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/event_builder.h"
#include "target/oops/line_scanner.h"
#include "target/oops/rules.h"

namespace faultbox {

/// Takes the events of a text in their order.
class EventSink {
  public:
    /// The event and everything it points to are valid during the call only.
    virtual void OnEvent(const CrashEvent& event) = 0;

  protected:
    ~EventSink() = default;
};

/// Console text to facts, in one pass, in time linear in the text and without allocation. An object takes 41 KB
/// on a 32-bit and 56 KB on a 64-bit CPU: keep it in static memory on a target.
///
/// All text is untrusted. Views in an event point into the text, except `CrashEvent::taint`, which points into the
/// parser. What kinds of events there are, and what lines they consist of, stands in tables: see rules.h.
class OopsParser {
  public:
    explicit OopsParser(EventSink& sink);

    /// Hands every event of `text` to the sink. `relation_to` counts the events of this one call.
    void Parse(std::string_view text);

  private:
    void Take(const Line& line);
    bool FindEventRule(std::string_view text, EventRule& rule, size_t& at) const;
    bool TakeTrigger(const Line& line, std::string_view text);
    void TakeInside(const Line& line, std::string_view text);
    void TakeOrphan(const Line& line, std::string_view text);
    bool FindDeviceRule(std::string_view text, EventRule& rule, size_t& at) const;
    bool Joins(const EventRule& rule, const Line& line, std::string_view text);
    void Open(const EventRule& rule, const Line& line, std::string_view text);
    void Close(CloseReason reason);
    void Relate();

    EventSink& sink_;
    std::bitset<256> first_characters_;  ///< Of the lines that begin an event.
    EventBuilder builder_;
    bool open_ = false;
    bool saw_event_ = false;  ///< This text had an event before.
    uint32_t last_line_ = 0;  ///< The last one that belonged to the open event.
    uint32_t cut_line_ = 0;   ///< The last cut mark that no event stands behind yet; 0 for none.
    Line message_;            ///< The first line behind it; number 0 for none.
    uint32_t emitted_ = 0;
    const LineScanner* line_at_ = nullptr;  ///< The scanner as it was before the line that is being read.
    std::optional<LineScanner> later_;      ///< Where an event begins that stands mixed with the open one.
    uint32_t later_line_ = 0;
    std::optional<uint32_t> root_;  ///< Index of the first crash since the last boot message.
};

}  // namespace faultbox
