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
constexpr std::string_view kBootMessages[] = {"Booting Linux on physical CPU", "Linux version "};

bool IsBootMessage(std::string_view text) {
    return text.starts_with(kBootMessages[0]) || text.starts_with(kBootMessages[1]);
}

// The first line of a dump: "Oops#1 Part1", "Panic#2 Part1" (kmsg_dump_reason_str, fs/pstore/platform.c), and of a raw
// ramoops zone: "====1700000000.123456-D".
bool IsDumpHeader(std::string_view text) {
    Cursor cursor(text);
    if (cursor.Skip("====")) return cursor.Decimal() && cursor.Skip(".") && cursor.Decimal();
    size_t letters = 0;
    while (letters < text.size() && ((text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z')) ++letters;
    return letters != 0 && cursor.Skip(text.substr(0, letters)) && cursor.Skip("#") && cursor.Decimal() &&
           cursor.Skip(" Part") && cursor.Decimal() && cursor.at_end();
}

// "1 Corrected bytes, 0 unrecoverable blocks", "No errors detected", with "ECC: " before it on newer kernels: what
// ramoops puts behind a dump (persistent_ram_ecc_string, fs/pstore/ram_core.c).
bool IsEccNotice(std::string_view text) {
    Cursor cursor(text);
    cursor.Skip("ECC: ");
    if (cursor.rest() == "No errors detected") return true;
    return cursor.Decimal() && cursor.Skip(" Corrected bytes, ") && cursor.Decimal() &&
           cursor.rest() == " unrecoverable blocks";
}

size_t PairOf(char first, char second) {
    return (static_cast<uint8_t>(first) * 31u + static_cast<uint8_t>(second)) % 1024;
}

bool CanBe(Arch event, Arch table) {
    return event == Arch::kUnknown || table == Arch::kUnknown || event == table;
}

// A word that begins lines of events, and that no broken line goes on with.
bool HasLinePrefix(std::string_view text) {
    constexpr size_t kShortest = 4;
    for (const LineTable& table : LineTables()) {
        for (const LineRule& rule : *table.rules) {
            if (rule.prefix.size() >= kShortest && text.starts_with(rule.prefix)) return true;
        }
    }
    return false;
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
    auto add = [this](std::string_view prefix) {
        if (prefix.size() > 1) beginnings_.set(PairOf(prefix[0], prefix[1]));
        for (unsigned c = 0; prefix.size() == 1 && c < 256; ++c) {
            beginnings_.set(PairOf(prefix[0], static_cast<char>(c)));
        }
    };
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) add(rule.prefix);
    }
    for (std::string_view prefix : kBootMessages) add(prefix);
    for (std::string_view prefix : {"====", "Oops#", "Panic#", "Emergency#", "Unknown#"}) add(prefix);
}

void OopsParser::Parse(std::string_view text) {
    LineScanner scanner(text, &arena_);
    scanner_ = &scanner;
    work_ = {};
    history_.Clear();
    wraps_.Clear();
    torn_.reset();
    open_ = cut_mark_ = saw_event_ = has_peeked_ = false;
    record_begin_ = 0;
    size_ = text.size();
    reread_ = 0;
    done_.clear();
    here_.reset();
    resume_.reset();
    do {
        for (Line line; NextLine(line);) TakeNext(line);
        if (torn_) SettleTorn(Line{});
        if (open_) Close(CloseReason::kEndOfText);
    } while (resume_);
    work_.bytes_scanned = scanner.bytes_scanned() + reread_;
    scanner_ = nullptr;
}

bool OopsParser::NextLine(Line& line) {
    if (resume_ && !open_) {
        reread_ += scanner_->offset() - resume_->scanner.offset();
        *scanner_ = resume_->scanner;
        line = resume_->line;
        peeked_ = resume_->peeked;
        has_peeked_ = resume_->has_peeked;
        torn_.reset();
        resume_.reset();
        return true;
    }
    if (has_peeked_) {
        line = peeked_;
        has_peeked_ = false;
        return true;
    }
    if (!open_ && !torn_ && scanner_->at_chunk_end()) arena_.Release(0);
    if (!scanner_->Next(line)) return false;
    ++work_.lines;
    return true;
}

const Line* OopsParser::Peek() {
    if (!has_peeked_) {
        has_peeked_ = scanner_->Next(peeked_);
        if (has_peeked_) ++work_.lines;
    }
    return has_peeked_ ? &peeked_ : nullptr;
}

// Most lines of a log neither belong to an event nor begin one: their first two characters say so.
bool OopsParser::MayMatter(const Line& line) const {
    if (open_ || torn_ || (!saw_event_ && line.ordinal - record_begin_ <= kOrphanReach)) return true;
    size_t blanks = 0;
    std::string_view text = line.text;
    while (blanks < text.size() && (text[blanks] == ' ' || text[blanks] == '\t')) ++blanks;
    return blanks + 1 < text.size() && beginnings_[PairOf(text[blanks], text[blanks + 1])];
}

void OopsParser::TakeNext(const Line& line) {
    if (!MayMatter(line) || IsDone(line)) return;
    if (open_ && line.caller && !resume_) here_ = Resume{*scanner_, line, peeked_, has_peeked_};
    if (torn_ && SettleTorn(line)) return;
    BrokenLine broken;
    broken.parts.Append(line);
    bool told = line.record || line.columns >= WrapDetector::kShortestLine;
    while (told) {
        const Line* next = Peek();
        if (!next || !wraps_.Continues(broken, *next) || IsOwnLine(Trim(next->text))) break;
        broken.parts.Append(*next);
        has_peeked_ = false;
    }
    // The end of a torn line stands behind the message that tore it.
    if (!broken.broken() && line.torn) {
        torn_ = line;
    } else {
        TakeBroken(broken);
    }
}

bool OopsParser::IsOtherCaller(const Line& line) const {
    return open_ && line.caller && builder_.caller && line.caller != builder_.caller;
}

bool OopsParser::IsDone(const Line& line) const {
    if (!line.caller) return false;
    for (const Done& done : done_) {
        if (done.caller == *line.caller && line.number <= done.until) return true;
    }
    return false;
}

// Two processors report at the same time: the lines are read for the first one, then once more for the second. True
// when the line that begins the second report is left until then. Panics are not: they are of the whole machine.
bool OopsParser::Defer(const EventRule& rule, const Line& line) {
    if (!IsOtherCaller(line) || rule.kind == EventKind::kPanic || builder_.event.kind == EventKind::kPanic)
        return false;
    if (!resume_ && (!here_ || here_->line.ordinal != line.ordinal || reread_ >= size_ || done_.full())) return false;
    if (!resume_) resume_ = here_;
    if (line.ordinal - last_ordinal_ > kMaxUnrelated) Close(CloseReason::kUnrelated);
    return true;
}

// Takes the line that was torn before, with its end where `line` is that. True when `line` is done with.
bool OopsParser::SettleTorn(const Line& line) {
    Line torn = *torn_;
    bool inside = line.number == torn.number;
    if (inside && !line.torn && !FindEventRule(Trim(line.text))) return false;
    torn_.reset();
    bool is_end = !inside && line.number == torn.number + 1 && !line.has_prefix() && !line.text.empty();
    if (is_end && !IsOwnLine(Trim(line.text))) {
        BrokenLine broken;
        torn.torn = false;
        broken.parts.Append(torn);
        broken.parts.Append(line);
        joins_torn_ = true;
        TakeBroken(broken);
        joins_torn_ = false;
        return true;
    }
    TakeOne(torn);
    return false;
}

void OopsParser::TakeBroken(const BrokenLine& broken) {
    const Line& first = broken.parts[0];
    if (broken.broken()) {
        size_t mark = arena_.mark();
        Line whole = first;
        whole.text = wraps_.Join(broken, arena_, joins_torn_);
        whole.columns = whole.prefix_size + whole.text.size();
        whole.torn = broken.parts.back().torn;
        broken_ = &broken;
        bool taken = !whole.text.empty() && TakeOne(whole);
        broken_ = nullptr;
        if (taken) return;
        arena_.Release(mark);
    }
    for (const Line& part : broken.parts) TakeOne(part);
}

// True when the line is part of an event.
bool OopsParser::TakeOne(const Line& line) {
    std::string_view text = Trim(line.text);
    ++work_.lines_tried;
    work_.bytes_tried += text.size();
    cut_ = DropCutWord(text, line.columns);
    if (TakeBoundary(text, line)) return false;
    if (TakeTrigger(line, text)) return true;
    if (cut_mark_ && !text.empty()) {
        cut_mark_ = false;
        Close(CloseReason::kNextEvent);
    }
    if (open_) return TakeInside(line, text);
    return !saw_event_ && line.ordinal - record_begin_ <= kOrphanReach && TakeOrphan(line, text);
}

// Lines that part events from each other.
bool OopsParser::TakeBoundary(std::string_view text, const Line& line) {
    bool boundary = IsBootMessage(text) || IsDumpHeader(text) || IsEccNotice(text);
    if (boundary && open_ && resume_) {
        Close(CloseReason::kNextEvent);
        return true;
    }
    if (IsBootMessage(text)) {
        if (open_) Close(CloseReason::kNextEvent);
        history_.Boot();
        return true;
    }
    if (IsCutMark(text)) {
        bool before_die = builder_.announced && !builder_.dying;
        if (open_ && !before_die && !IsOtherCaller(line)) cut_mark_ = true;
        return true;
    }
    if (!boundary) return false;
    if (open_) Close(CloseReason::kEndOfText);
    saw_event_ = false;
    record_begin_ = line.ordinal;
    return true;
}

bool OopsParser::IsOwnLine(std::string_view text) const {
    return IsBootMessage(text) || IsCutMark(text) || IsDumpHeader(text) || IsEccNotice(text) || FindEventRule(text) ||
           HasLinePrefix(text);
}

const EventRule* OopsParser::FindEventRule(std::string_view text) const {
    if (text.size() < 2 || !beginnings_[PairOf(text[0], text[1])]) return nullptr;
    for (const std::span<const EventRule>* table : EventTables()) {
        for (const EventRule& rule : *table) {
            if (!text.starts_with(rule.prefix)) continue;
            if (!rule.matches || rule.matches(Cursor(text.substr(rule.prefix.size())))) return &rule;
        }
    }
    return nullptr;
}

// The report that is open was torn after its first lines and is printed once more from its beginning: the same words in
// the same microsecond.
bool OopsParser::IsSameReport(const EventRule* rule, const Line& line, std::string_view text) const {
    return open_ && rule->kind != EventKind::kPanic && !builder_.has_facts() && line.time_us &&
           line.time_us == builder_.event.time_us && text == builder_.event.headline;
}

bool OopsParser::TakeTrigger(const Line& line, std::string_view text) {
    const EventRule* rule = FindEventRule(text);
    if (!rule) return false;
    if (Defer(*rule, line)) return true;
    if (IsSameReport(rule, line, text)) {
        uint32_t first = builder_.event.first_line;
        Open(*rule, line, text);
        builder_.event.first_line = first;
        builder_.AddDamage(DamageKind::kTornLine, first, text);
    } else if (!open_ || cut_mark_ || !rule->joins || !rule->joins(builder_)) {
        bool resumes = open_ && resume_;
        if (open_) Close(CloseReason::kNextEvent);
        // This line comes again, after those of the report that began earlier.
        if (resumes) return true;
        Open(*rule, line, text);
    }
    cut_mark_ = false;
    builder_.RefineKind(rule->kind);
    if (rule->begin) rule->begin(builder_, line, Cursor(text.substr(rule->prefix.size())));
    MarkTaken(line);
    return true;
}

void OopsParser::Open(const EventRule& rule, const Line& line, std::string_view text) {
    builder_.Begin(rule.kind, rule.severity, line, text);
    open_ = true;
    saw_event_ = true;
}

// Says what was wrong with a line that is part of the event.
void OopsParser::MarkTaken(const Line& line) {
    last_line_ = line.number;
    last_ordinal_ = line.ordinal;
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
    if (text.empty()) return false;
    // Another task or processor speaks in between. After a panic, all that speak belong to it.
    bool same_caller = !line.caller || !builder_.caller || line.caller == builder_.caller;
    bool taken = false;
    if (same_caller || builder_.event.kind == EventKind::kPanic) {
        LineReader continuation = builder_.continuation;
        builder_.continuation = nullptr;
        taken = (continuation && continuation(builder_, line, Cursor(text))) || ApplyRules(builder_, line, text, false);
    }
    if (taken) {
        MarkTaken(line);
        if (builder_.end_seen) Close(CloseReason::kEndMarker);
    } else if (line.ordinal - last_ordinal_ > kMaxUnrelated) {
        Close(CloseReason::kUnrelated);
    }
    return taken;
}

bool OopsParser::TakeOrphan(const Line& line, std::string_view text) {
    builder_.Begin(EventKind::kUnknown, Severity::kError, line, {});
    if (!ApplyRules(builder_, line, text, true)) return false;
    builder_.provisional = true;
    builder_.AddDamage(DamageKind::kBeginsInside, line.number, {});
    open_ = true;
    MarkTaken(line);
    return true;
}

void OopsParser::Close(CloseReason reason) {
    open_ = false;
    cut_mark_ = false;
    builder_.Finish(reason, last_line_);
    if (!resume_) done_.clear();
    if (resume_ && builder_.caller) done_.Append({*builder_.caller, last_line_});
    if (builder_.provisional && !builder_.has_facts()) return;
    saw_event_ = true;
    history_.Relate(builder_.event, builder_.provisional);
    sink_.OnEvent(builder_.event);
}

}  // namespace faultbox
