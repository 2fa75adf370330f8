#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/crash_history.h"
#include "target/oops/event_builder.h"
#include "target/oops/line_join.h"
#include "target/oops/line_scanner.h"
#include "target/oops/rule_search.h"
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

/// Console text to facts, in one pass, in time linear in the text and without allocation. An object takes 52 KB
/// on a 32-bit and 69 KB on a 64-bit CPU.
///
/// All text is untrusted. Views in an event point into the text or into the parser: what stood broken, or with control
/// codes or markup in it, is put together there. What kinds of events there are, and what lines they consist of, stands
/// in tables: see rules.h.
class OopsParser {
  public:
    explicit OopsParser(EventSink& sink);

    /// Hands every event of `text` to the sink. `relation_to` counts the events of this one call.
    void Parse(std::string_view text);

    /// What the last text cost, for tests of the bounds.
    struct Work {
        uint64_t bytes_scanned = 0;  ///< Handed out in lines.
        uint64_t lines = 0;          ///< Handed out by the scanner.
        uint64_t lines_tried = 0;    ///< Tried with the rules, joined ones included.
        uint64_t bytes_tried = 0;    ///< In those.
    };
    const Work& work() const { return work_; }
    /// True when `text` lies in the parser rather than in what was parsed.
    bool Owns(std::string_view text) const { return arena_.Holds(text); }

  private:
    /// So many lines without one of the event, and the event is over. Large, because register dumps and other
    /// processors' output stand in the middle of events.
    static constexpr uint32_t kMaxUnrelated = 128;

    /// Where a second report begins while one is open.
    struct Resume {
        LineScanner scanner;
        Line line;
        Line peeked;
        bool has_peeked;
    };
    /// The lines of one caller that belong to an event that was read; of a text that names no callers, all.
    struct Done {
        std::optional<Caller> caller;
        uint32_t from = 0;
        uint32_t until = 0;
    };

    bool NextLine(Line& line);
    bool IsOtherCaller(const Line& line) const;
    bool IsDone(const Line& line);
    bool Defer(const FoundRule& found, const Line& line);
    const Line* Peek();
    bool MayBeOrphan(uint32_t ordinal) const;
    void TakeNext(const Line& line);
    void TakeForeign(const Line& line);
    bool SettleTorn(const Line& line);
    void TakeBroken(const BrokenLine& broken);
    bool TakeOne(const Line& line);
    bool TakeBoundary(std::string_view text, const Line& line);
    bool MayMatter(const Line& line) const;
    bool IsOwnLine(std::string_view text) const;
    bool TakeTrigger(const Line& line, std::string_view text);
    bool TakeInside(const Line& line, std::string_view text);
    bool TakeOrphan(const Line& line, std::string_view text);
    void Open(const EventRule& rule, const Line& line, std::string_view text);
    bool IsSameReport(const EventRule& rule, const Line& line, std::string_view text) const;
    bool Joins(const FoundRule& found, const Line& line);
    bool IsRepeated(const EventRule& rule, const Line& line, std::string_view text) const;
    bool TakeMessage(const Line& line);
    bool CanReread(const Line& line) const;
    bool BeginNested(const Line& line);
    void TakeNested(const Line& line, std::string_view text);
    void EndNested(uint32_t next_line);
    void MarkTaken(const Line& line);
    bool MayEndDump() const;
    void Close(CloseReason reason);

    EventSink& sink_;
    RuleSearch rules_;
    TextArena arena_;
    LineScanner* scanner_ = nullptr;
    Line peeked_;
    bool has_peeked_ = false;
    std::optional<Line> torn_;            ///< Its end may come later.
    const BrokenLine* broken_ = nullptr;  ///< What the line that is being taken was put together from.
    bool cut_ = false;                    ///< The end of the line that is being taken is lost.
    bool joins_torn_ = false;             ///< The line that is being taken is torn_ and its end.
    WrapDetector wraps_;
    EventBuilder builder_;
    CrashHistory history_;
    Arch arch_ = Arch::kUnknown;  ///< Of the machine, as an event since its boot told it.
    bool open_ = false;
    bool cut_mark_ = false;      ///< The line before was a cut mark: the event that is open ends unless it goes on.
    bool nested_ = false;        ///< The lines are those of a report within the open event.
    bool oops_dump_ = false;     ///< This record of the text ends where an oops did.
    bool saw_event_ = false;     ///< This record of the text had an event before.
    uint32_t cut_ordinal_ = 0;   ///< The last cut mark that no event stands behind yet; 0 for none.
    Line message_;               ///< The first line behind it; number 0 for none.
    uint32_t last_line_ = 0;     ///< The last one that belonged to the open event.
    uint32_t last_ordinal_ = 0;  ///< The same, by Line::ordinal.
    std::optional<uint64_t> end_us_;  ///< When it was printed.
    uint32_t record_begin_ = 0;       ///< Ordinal of the line before the record's first one.
    size_t size_ = 0;                 ///< Of the text.
    std::optional<Resume> here_;      ///< The line that is being taken.
    std::optional<Resume> resume_;    ///< Read again from here when the event that is open is over.
    uint64_t reread_ = 0;             ///< Bytes that were; no more than there are.
    uint32_t own_from_ = 0;           ///< First line of the open event behind the last nested report; 0 for no report.
    BoundedVector<Done, 8> done_;
    Work work_;
};

}  // namespace faultbox
