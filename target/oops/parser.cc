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

// The message of a WARN stands this near to its cut mark and to its own line.
constexpr uint32_t kMessageReach = 3;

// 8<--- cut here ---    ------------[ cut here ]------------
bool IsCutMark(std::string_view text) {
    return text == "8<--- cut here ---" || text == "------------[ cut here ]------------";
}

// [    0.000000] Booting Linux on physical CPU 0x0    [    0.000000] Linux version 6.1.192 (root@vm) …
bool IsBootMessage(std::string_view text) {
    return text.starts_with("Booting Linux on physical CPU") || text.starts_with("Linux version ");
}

bool CanBe(const CrashEvent& event, const LineTable& table) {
    bool arch = event.arch == Arch::kUnknown || table.arch == Arch::kUnknown || event.arch == table.arch;
    return arch && (table.kind == EventKind::kUnknown || event.kind == table.kind);
}

// Reads the line with the first rule that takes it.
bool ApplyRules(EventBuilder& builder, const Line& line, std::string_view text, bool orphans_only) {
    for (const LineTable& table : LineTables()) {
        if (!CanBe(builder.event, table)) continue;
        for (const LineRule& rule : *table.rules) {
            if ((orphans_only && !rule.orphan) || !text.starts_with(rule.prefix)) continue;
            if (rule.read(builder, line, Cursor(text.substr(rule.prefix.size())))) return true;
        }
    }
    return false;
}

bool Fits(const EventRule& rule, std::string_view text) {
    if (!text.starts_with(rule.prefix)) return false;
    std::string_view rest = text.substr(rule.prefix.size());
    return (!rule.matches || rule.matches(Cursor(rest))) && (!rule.form || HasForm(rule.form, rest));
}

bool FindFit(std::span<const EventRule> rules, std::string_view text, EventRule& found) {
    for (const EventRule& rule : rules) {
        if (!Fits(rule, text)) continue;
        found = rule;
        return true;
    }
    return false;
}

bool FindFit(const FormTable& table, std::string_view text, EventRule& found) {
    for (const FormRule& rule : table.rules) {
        if (*rule.prefix != text.front()) continue;
        found = {rule.prefix, rule.kind, rule.severity, table.begin, table.joins, nullptr, rule.form};
        if (Fits(found, text)) return true;
    }
    return false;
}

}  // namespace

OopsParser::OopsParser(EventSink& sink) : sink_(sink) {
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) first_characters_.set(static_cast<uint8_t>(rule.prefix.front()));
    }
    for (const std::span<const FormTable>* tables : FormTables()) {
        for (const FormTable& table : *tables) {
            for (const FormRule& rule : table.rules) first_characters_.set(static_cast<uint8_t>(*rule.prefix));
        }
    }
}

void OopsParser::Parse(std::string_view text) {
    open_ = false;
    emitted_ = 0;
    root_.reset();
    saw_event_ = false;
    cut_line_ = 0;
    message_ = {};
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
        cut_line_ = line.number;
        message_ = {};
    } else if (!TakeTrigger(line, text)) {
        if (open_) {
            TakeInside(line, text);
        } else if (message_.number == 0 && cut_line_ != 0 && line.number - cut_line_ <= kMessageReach) {
            message_ = line;
        } else if (!saw_event_ && line.number <= kOrphanReach) {
            TakeOrphan(line, text);
        }
    }
}

// Most lines of a log begin no event: their first character says so.
bool OopsParser::FindEventRule(std::string_view text, EventRule& rule, size_t& at) const {
    at = 0;
    if (text.empty()) return false;
    if (first_characters_[static_cast<uint8_t>(text.front())]) {
        for (const std::span<const EventRule>* table : EventTables()) {
            if (FindFit(*table, text, rule)) return true;
        }
        for (const std::span<const FormTable>* tables : FormTables()) {
            for (const FormTable& table : *tables) {
                if (FindFit(table, text, rule)) return true;
            }
        }
    }
    for (const NamedTable& table : NamedTables()) {
        at = table.behind(text);
        if (at != 0 && FindFit(*table.rules, text.substr(at), rule)) return true;
    }
    return false;
}

// pcieport 0000:00:1c.5: AER: Corrected error received: id=00e5: the rule is that of what stands behind the device.
bool OopsParser::FindDeviceRule(std::string_view text, EventRule& rule, size_t& at) const {
    Cursor behind(text);
    if (TakePciDevice(behind).empty() || !FindEventRule(behind.rest(), rule, at)) return false;
    at += text.size() - behind.rest().size();
    return true;
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
    size_t at = 0;
    EventRule rule{};
    if (!FindEventRule(text, rule, at) && !FindDeviceRule(text, rule, at)) return false;
    std::string_view rest = text.substr(at + rule.prefix.size());
    if (!Joins(rule, line, rest)) {
        if (later_) return true;
        Open(rule, line, text);
    }
    builder_.RefineKind(rule.kind);
    if (rule.form) ReadForm(builder_, line, rule.form, rest);
    if (rule.begin) rule.begin(builder_, line, Cursor(rest));
    last_line_ = line.number;
    if (builder_.end_seen) Close(CloseReason::kEndMarker);
    return true;
}

void OopsParser::Open(const EventRule& rule, const Line& line, std::string_view text) {
    builder_.Begin(rule.kind, rule.severity, line, text);
    open_ = true;
    saw_event_ = true;
    bool near = message_.number != 0 && line.number - message_.number <= kMessageReach;
    if (near && message_.caller == line.caller) builder_.message = {Trim(message_.text), message_.number};
    cut_line_ = 0;
    message_ = {};
}

void OopsParser::TakeInside(const Line& line, std::string_view text) {
    if (text.empty()) return;
    // Another task or processor speaks in between. After a panic, all that speak belong to it.
    bool same_caller = !line.caller || !builder_.caller || line.caller == builder_.caller;
    if (!same_caller && builder_.event.kind != EventKind::kPanic && builder_.event.panic_reason.empty()) return;

    LineReader continuation = builder_.continuation;
    builder_.continuation = nullptr;
    bool taken = continuation && continuation(builder_, line, Cursor(text));
    if (!taken && builder_.single_line) return Close(CloseReason::kUnrelated);
    taken = taken || ApplyRules(builder_, line, text, false);
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
    message_ = {};
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
