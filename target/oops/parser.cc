#include "target/oops/parser.h"

#include "target/oops/cursor.h"
#include "target/oops/device_prefix.h"

namespace faultbox {
namespace {

// So many lines without one of the event, and the event is over. Large, because register dumps and other processors'
// output stand in the middle of events.
constexpr uint32_t kMaxUnrelated = 128;

// So far behind the first line of an event that stands mixed with the open one is looked for lines of the open one.
// Bounds how often a line is read: these lines are read again for the other event.
constexpr uint32_t kMaxMixed = 64;

// An orphan opens an event only this near to the beginning of the text.
constexpr uint32_t kOrphanReach = 8;

// 8<--- cut here ---    ------------[ cut here ]------------
bool IsCutMark(std::string_view text) {
    return text == "8<--- cut here ---" || text == "------------[ cut here ]------------";
}

// [    0.000000] Booting Linux on physical CPU 0x0    [    0.000000] Linux version 6.1.192 (root@vm) …
bool IsBootMessage(std::string_view text) {
    return text.starts_with("Booting Linux on physical CPU") || text.starts_with("Linux version ");
}

bool CanBe(Arch event, Arch table) {
    return event == Arch::kUnknown || table == Arch::kUnknown || event == table;
}

// Reads the line with the first rule that takes it.
bool ApplyRules(EventBuilder& builder, const Line& line, std::string_view text, bool orphans_only) {
    for (const LineTable& table : LineTables()) {
        if (!CanBe(builder.event.arch, table.arch)) continue;
        for (const LineRule& rule : *table.rules) {
            if ((orphans_only && !rule.orphan) || !text.starts_with(rule.prefix)) continue;
            if (rule.read(builder, line, Cursor(text.substr(rule.prefix.size())))) return true;
        }
    }
    return false;
}

}  // namespace

OopsParser::OopsParser(EventSink& sink) : sink_(sink) {
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) first_characters_.set(static_cast<uint8_t>(rule.prefix.front()));
    }
}

void OopsParser::Parse(std::string_view text) {
    open_ = false;
    emitted_ = 0;
    root_.reset();
    saw_event_ = false;
    later_.reset();
    LineScanner scanner(text);
    for (;;) {
        LineScanner before = scanner;
        line_at_ = &before;
        Line line;
        bool more = scanner.Next(line);
        if (more) Take(line);
        if (!more && open_) Close(CloseReason::kEndOfText);
        if (open_ && later_ && line.number - later_line_ > kMaxMixed) Close(CloseReason::kUnrelated);
        if (!open_ && later_) {
            scanner = *later_;
            later_.reset();
        } else if (!more) {
            return;
        }
    }
}

void OopsParser::Take(const Line& line) {
    std::string_view text = Trim(line.text);
    if (IsBootMessage(text)) {
        if (open_) Close(CloseReason::kNextEvent);
        if (later_) return;
        root_.reset();
    } else if (IsCutMark(text)) {
        bool before_die = builder_.announced && !builder_.dying;
        if (open_ && !before_die) Close(CloseReason::kNextEvent);
    } else if (!TakeTrigger(line, text)) {
        if (open_) {
            TakeInside(line, text);
        } else if (!saw_event_ && line.number <= kOrphanReach) {
            TakeOrphan(line, text);
        }
    }
}

// Most lines of a log begin no event: their first character says so.
const EventRule* OopsParser::FindEventRule(std::string_view text) const {
    if (text.empty() || !first_characters_[static_cast<uint8_t>(text.front())]) return nullptr;
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) {
            if (!text.starts_with(rule.prefix)) continue;
            if (!rule.matches || rule.matches(Cursor(text.substr(rule.prefix.size())))) return &rule;
        }
    }
    return nullptr;
}

// pcieport 0000:00:1c.5: AER: Corrected error received: id=00e5: the rule is that of what stands behind the device.
const EventRule* OopsParser::FindDeviceRule(std::string_view& text) const {
    Cursor behind(text);
    if (TakePciDevice(behind).empty()) return nullptr;
    text = behind.rest();
    return FindEventRule(text);
}

// True when the line belongs to the open event. Ends that event where it does not, or has its own read later.
bool OopsParser::Joins(const EventRule& rule, const Line& line, std::string_view text) {
    if (!open_) return false;
    if (rule.joins && rule.joins(builder_)) return true;
    Membership membership = rule.membership ? rule.membership(builder_, line, Cursor(text)) : Membership::kOwn;
    if (membership == Membership::kOpen) return true;
    if (membership == Membership::kOwn) {
        Close(CloseReason::kNextEvent);
    } else if (!later_) {
        later_ = *line_at_;
        later_line_ = line.number;
    }
    return false;
}

bool OopsParser::TakeTrigger(const Line& line, std::string_view text) {
    std::string_view headline = text;
    const EventRule* rule = FindEventRule(text);
    if (!rule) rule = FindDeviceRule(text);
    if (!rule) return false;
    text.remove_prefix(rule->prefix.size());
    if (!Joins(*rule, line, text)) {
        if (later_) return true;
        Open(*rule, line, headline);
    }
    builder_.RefineKind(rule->kind);
    if (rule->begin) rule->begin(builder_, line, Cursor(text));
    last_line_ = line.number;
    if (builder_.end_seen) Close(CloseReason::kEndMarker);
    return true;
}

void OopsParser::Open(const EventRule& rule, const Line& line, std::string_view text) {
    builder_.Begin(rule.kind, rule.severity, line, text);
    open_ = true;
    saw_event_ = true;
}

void OopsParser::TakeInside(const Line& line, std::string_view text) {
    if (text.empty()) return;
    // Another task or processor speaks in between. After a panic, all that speak belong to it.
    bool same_caller = !line.caller || !builder_.caller || line.caller == builder_.caller;
    if (!same_caller && builder_.event.kind != EventKind::kPanic) return;

    LineReader continuation = builder_.continuation;
    builder_.continuation = nullptr;
    bool taken =
        (continuation && continuation(builder_, line, Cursor(text))) || ApplyRules(builder_, line, text, false);
    if (taken) {
        last_line_ = line.number;
        if (builder_.end_seen) Close(CloseReason::kEndMarker);
    } else if (line.number - last_line_ > kMaxUnrelated) {
        Close(CloseReason::kUnrelated);
    }
}

void OopsParser::TakeOrphan(const Line& line, std::string_view text) {
    builder_.Begin(EventKind::kUnknown, Severity::kError, line, {});
    if (!ApplyRules(builder_, line, text, true)) return;
    builder_.provisional = true;
    builder_.AddDamage(DamageKind::kBeginsInside, line.number, {});
    open_ = true;
    last_line_ = line.number;
}

void OopsParser::Close(CloseReason reason) {
    open_ = false;
    builder_.Finish(reason, last_line_);
    if (builder_.provisional && !builder_.has_facts()) return;
    saw_event_ = true;
    Relate();
    sink_.OnEvent(builder_.event);
    ++emitted_;
}

// The first crash since the machine was started is the root of what comes after it.
void OopsParser::Relate() {
    CrashEvent& event = builder_.event;
    if (root_) {
        event.relation = Relation::kFollowed;
        event.relation_to = root_;
    } else if (event.severity == Severity::kFatal || builder_.provisional) {
        root_ = emitted_;
    }
}

}  // namespace faultbox
