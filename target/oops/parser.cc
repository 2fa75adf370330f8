#include "target/oops/parser.h"

#include "target/oops/cursor.h"

namespace faultbox {
namespace {

// So many lines without one of the event, and the event is over. Large, because register dumps and other processors'
// output stand in the middle of events.
constexpr uint32_t kMaxUnrelated = 128;

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

bool Joins(const EventRule& rule, const EventBuilder& builder, const Line& line, std::string_view text) {
    if (rule.joins && rule.joins(builder)) return true;
    Cursor rest(text.substr(rule.prefix.size()));
    return rule.membership && rule.membership(builder, line, rest) == Membership::kOpen;
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
    LineScanner scanner(text);
    for (Line line; scanner.Next(line);) Take(line);
    if (open_) Close(CloseReason::kEndOfText);
}

void OopsParser::Take(const Line& line) {
    std::string_view text = Trim(line.text);
    if (IsBootMessage(text)) {
        if (open_) Close(CloseReason::kNextEvent);
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

bool OopsParser::TakeTrigger(const Line& line, std::string_view text) {
    const EventRule* rule = FindEventRule(text);
    if (!rule) return false;
    bool joins = open_ && Joins(*rule, builder_, line, text);
    if (!joins) {
        if (open_) Close(CloseReason::kNextEvent);
        Open(*rule, line, text);
    }
    builder_.RefineKind(rule->kind);
    if (rule->begin) rule->begin(builder_, line, Cursor(text.substr(rule->prefix.size())));
    last_line_ = line.number;
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
