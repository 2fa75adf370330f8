#include "target/oops/parser.h"

#include "target/oops/boundaries.h"
#include "target/oops/cursor.h"
#include "target/oops/frame_context.h"
#include "target/oops/module_list.h"

namespace faultbox {
namespace {

// The message of a WARN stands this near to its cut mark and to its own line.
constexpr uint32_t kMessageReach = 3;

}  // namespace

OopsParser::OopsParser(EventSink& sink) : sink_(sink) {}

void OopsParser::Parse(std::string_view text) {
    LineScanner scanner(text, &arena_);
    scanner_ = &scanner;
    work_ = {};
    history_.Clear();
    wraps_.Clear();
    torn_.reset();
    arch_ = Arch::kUnknown;
    open_ = cut_mark_ = nested_ = oops_dump_ = saw_event_ = has_peeked_ = false;
    record_begin_ = cut_ordinal_ = 0;
    message_ = {};
    size_ = text.size();
    reread_ = 0;
    done_.clear();
    here_.reset();
    resume_.reset();
    do {
        for (Line line; NextLine(line);) TakeNext(line);
        if (ReadsForeignText() && torn_) SettleTorn(Line{});
        if (open_) Close(CloseReason::kEndOfText);
    } while (resume_);
    work_.bytes_scanned = scanner.bytes_scanned() + reread_;
    scanner_ = nullptr;
}

// True when the line is part of an event.
bool OopsParser::TakeOne(const Line& line) {
    // It comes again, behind the lines of a report that began earlier.
    if (resume_ && !open_) return false;
    std::string_view text = Trim(line.text);
    ++work_.lines_tried;
    work_.bytes_tried += text.size();
    cut_ = ReadsForeignText() && DropCutWord(text, line.columns);
    if (TakeBoundary(text, line)) return false;
    if (TakeTrigger(line, text)) return true;
    if (cut_mark_ && !text.empty()) {
        cut_mark_ = false;
        Close(CloseReason::kNextEvent);
    }
    if (open_ && nested_) {
        TakeNested(line, text);
        return false;
    }
    if (open_) return TakeInside(line, text);
    if (TakeMessage(line)) return false;
    return MayBeOrphan(line.ordinal) && TakeOrphan(line, text);
}

// Lines that part events from each other.
bool OopsParser::TakeBoundary(std::string_view text, const Line& line) {
    bool header = IsDumpHeader(text);
    bool boundary = header || IsBootMessage(text) || IsEccNotice(text);
    if (boundary && open_ && resume_) {
        Close(CloseReason::kNextEvent);
        return true;
    }
    if (IsBootMessage(text)) {
        if (open_) Close(CloseReason::kNextEvent);
        history_.Boot();
        arch_ = Arch::kUnknown;
        return true;
    }
    if (IsCutMark(text)) {
        bool before_die = builder_.announced && !builder_.dying;
        bool nested = BeginsReport(text) && BeginNested(line);
        if (open_ && !before_die && !nested && !IsOtherCaller(line)) cut_mark_ = true;
        cut_ordinal_ = line.ordinal;
        message_ = {};
        return true;
    }
    if (!boundary) return false;
    if (open_) Close(CloseReason::kEndOfText);
    oops_dump_ = header && IsOopsHeader(text);
    saw_event_ = false;
    record_begin_ = line.ordinal;
    return true;
}

// WARN() prints what it has to say between its cut mark and its own line, before 6.x.
bool OopsParser::TakeMessage(const Line& line) {
    if (cut_ordinal_ == 0) return false;
    bool near = line.ordinal - cut_ordinal_ <= kMessageReach;
    if (!near) {
        cut_ordinal_ = 0;
        message_ = {};
    } else if (message_.number == 0) {
        message_ = line;
    }
    return near;
}

// The report that is open was torn after its first lines and is printed once more from its beginning: the same words in
// the same microsecond.
bool OopsParser::IsSameReport(const EventRule& rule, const Line& line, std::string_view text) const {
    return open_ && rule.kind != EventKind::kPanic && !rule.membership && !builder_.has_body() && line.time_us &&
           line.time_us == builder_.event.time_us && text == builder_.event.headline;
}

// A second copy of a log stands inside the report that is open: a message of one line that was there already.
bool OopsParser::IsRepeated(const EventRule& rule, const Line& line, std::string_view text) const {
    return open_ && rule.kind == EventKind::kUserFault && line.time_us && history_.Holds(text, *line.time_us);
}

// True when the line belongs to the open event.
bool OopsParser::Joins(const FoundRule& found, const Line& line) {
    if (!open_ || cut_mark_ || builder_.end_seen) return false;
    if (found.rule.joins && found.rule.joins(builder_)) return true;
    return found.rule.membership && found.rule.membership(builder_, line, Cursor(found.rest)) == Membership::kOpen;
}

bool OopsParser::TakeTrigger(const Line& line, std::string_view text) {
    FoundRule found;
    if (!rules_.Find(text, found)) return false;
    if (Defer(found, line) || IsRepeated(found.rule, line, text)) return true;
    if (IsSameReport(found.rule, line, text)) {
        uint32_t first = builder_.event.first_line;
        uint32_t torn = last_line_;
        Open(found.rule, line, text);
        builder_.event.first_line = first;
        builder_.AddDamage(DamageKind::kTornLine, torn, text);
    } else if (!Joins(found, line)) {
        bool may_nest = found.rule.severity != Severity::kFatal && (nested_ || !builder_.dying);
        if (may_nest && BeginNested(line)) return true;
        bool resumes = open_ && resume_;
        if (open_) Close(CloseReason::kNextEvent);
        // This line comes again, after those of the report that began earlier.
        if (resumes) return true;
        Open(found.rule, line, text);
    }
    cut_mark_ = false;
    if (nested_) EndNested(line.number);
    builder_.RefineKind(found.rule.kind);
    if (!FormTables().empty() && found.rule.form) ReadForm(builder_, line, found.rule.form, found.rest);
    if (found.rule.begin) found.rule.begin(builder_, line, Cursor(found.rest));
    MarkTaken(line);
    if (builder_.end_seen) Close(CloseReason::kEndMarker);
    return true;
}

void OopsParser::Open(const EventRule& rule, const Line& line, std::string_view text) {
    builder_.Begin(rule.kind, rule.severity, line, text);
    own_from_ = 0;
    nested_ = false;
    open_ = true;
    saw_event_ = true;
    bool near = message_.number != 0 && line.ordinal - message_.ordinal <= kMessageReach;
    if (near && message_.caller == line.caller) builder_.message = {Trim(message_.text), message_.number};
    cut_ordinal_ = 0;
    message_ = {};
}

// Says what was wrong with a line that is part of the event.
void OopsParser::MarkTaken(const Line& line) {
    last_line_ = line.number;
    last_ordinal_ = line.ordinal;
    end_us_ = line.time_us;
    DamageKind kind = joins_torn_ ? DamageKind::kTornLine : DamageKind::kWrappedLine;
    for (size_t i = 1; broken_ && i < broken_->parts.size(); ++i) {
        const Line& part = broken_->parts[i];
        last_line_ = part.number;
        last_ordinal_ = part.ordinal;
        if (!part.continues) builder_.AddDamage(kind, part.number, part.text);
    }
    if (cut_ || line.torn) builder_.AddDamage(DamageKind::kTornLine, last_line_, Trim(line.text));
    if (line.stamp_damaged) builder_.AddDamage(DamageKind::kUnreadable, line.number, line.text);
}

bool OopsParser::TakeInside(const Line& line, std::string_view text) {
    if (text.empty() || builder_.end_seen) return false;
    // Another task or processor speaks in between. After a panic, all that speak belong to it.
    bool same_caller = !line.caller || !builder_.caller || line.caller == builder_.caller;
    bool taken = false;
    if (same_caller || builder_.event.kind == EventKind::kPanic || !builder_.event.panic_reason.empty()) {
        LineReader continuation = builder_.continuation;
        builder_.continuation = nullptr;
        taken = continuation && continuation(builder_, line, Cursor(text));
        if (!taken && builder_.single_line) {
            Close(CloseReason::kUnrelated);
            return false;
        }
        taken = taken || ApplyRules(builder_, line, text, false);
    } else if (builder_.continuation == ReadWrappedModules && line.ordinal == last_ordinal_ + 1) {
        taken = ReadWrappedModules(builder_, line, Cursor(text));
    }
    if (taken) {
        MarkTaken(line);
        if (builder_.end_seen && !MayEndDump()) Close(CloseReason::kEndMarker);
    } else if (line.ordinal - last_ordinal_ > kMaxUnrelated) {
        Close(CloseReason::kUnrelated);
    }
    return taken;
}

bool OopsParser::TakeOrphan(const Line& line, std::string_view text) {
    builder_.Begin(EventKind::kUnknown, Severity::kError, line, {});
    own_from_ = 0;
    if (!ApplyRules(builder_, line, text, true)) return false;
    cut_ordinal_ = 0;
    message_ = {};
    builder_.provisional = true;
    builder_.AddDamage(DamageKind::kBeginsInside, line.number, {});
    open_ = true;
    MarkTaken(line);
    return true;
}

// The kernel keeps the end of its log when an oops was printed: what is cut off at the front of such a dump and goes on
// to its end is that oops, whatever of it can be read.
bool OopsParser::MayEndDump() const {
    return oops_dump_ && builder_.provisional;
}

void OopsParser::Close(CloseReason reason) {
    if (reason == CloseReason::kEndOfText && MayEndDump()) builder_.event.severity = Severity::kFatal;
    open_ = cut_mark_ = nested_ = false;
    builder_.Finish(reason, last_line_);
    if (resume_ && (builder_.caller || own_from_ != 0)) done_.Append({builder_.caller, own_from_, last_line_});
    if (builder_.provisional && !builder_.has_body() && builder_.event.pc.empty()) return;
    saw_event_ = true;
    if (builder_.event.arch == Arch::kUnknown) builder_.event.arch = arch_;
    arch_ = builder_.event.arch;
    SettleContexts(builder_);
    // A Code: line alone may be a process's.
    bool lost_head =
        builder_.provisional && (!builder_.event.registers.empty() || !builder_.event.trace_entries.empty());
    history_.Relate(builder_.event, lost_head || (builder_.provisional && builder_.dying), end_us_);
    sink_.OnEvent(builder_.event);
}

}  // namespace faultbox
