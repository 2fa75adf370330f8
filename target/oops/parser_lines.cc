// The lines of a text on their way to the rules: which matter, in which order, and those that are not whole.
#include "target/oops/boundaries.h"
#include "target/oops/cursor.h"
#include "target/oops/parser.h"

namespace faultbox {
namespace {

// An orphan opens an event only this near to the beginning of the text.
constexpr uint32_t kOrphanReach = 8;

}  // namespace

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
    if (!open_ && !torn_ && message_.number == 0 && scanner_->at_chunk_end()) arena_.Release(0);
    if (!open_ && !torn_ && cut_ordinal_ == 0 && !MayBeOrphan(scanner_->ordinal() + 1)) {
        scanner_->SkipDull([this](std::string_view text) { return !rules_.MayMatter(text); });
    }
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

// A text, or a record of it, that begins inside an event has its first lines there.
bool OopsParser::MayBeOrphan(uint32_t ordinal) const {
    return !saw_event_ && ordinal - record_begin_ <= kOrphanReach;
}

// Most lines of a log neither belong to an event nor begin one.
bool OopsParser::MayMatter(const Line& line) const {
    if (open_ || torn_ || cut_ordinal_ != 0) return true;
    if (MayBeOrphan(line.ordinal)) return true;
    size_t begin = line.text.find_first_not_of(" \t");
    return begin != std::string_view::npos && rules_.MayMatter(line.text.substr(begin));
}

void OopsParser::TakeNext(const Line& line) {
    if (!MayMatter(line) || IsDone(line)) return;
    if (open_ && !resume_) here_ = Resume{*scanner_, line, peeked_, has_peeked_};
    if (ReadsForeignText()) {
        TakeForeign(line);
    } else {
        TakeOne(line);
    }
}

// Takes a line that may have been torn by another message, or broken off by a terminal or a logger.
void OopsParser::TakeForeign(const Line& line) {
    if (torn_ && SettleTorn(line)) return;
    BrokenLine broken;
    broken.parts.Append(line);
    bool may_go_on = line.record || line.columns >= WrapDetector::kShortestLine;
    while (may_go_on) {
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

bool OopsParser::IsDone(const Line& line) {
    bool behind_all = !resume_;
    for (const Done& done : done_) {
        if (line.number > done.until) continue;
        if (done.caller == line.caller && line.number >= done.from) return true;
        behind_all = false;
    }
    if (behind_all) done_.clear();
    return false;
}

// Two reports stand mixed, of two processors or of two hardware errors: the lines are read for the first one, then once
// more for the second. True when the line that begins the second report is left until then. Panics are not: they are of
// the whole machine.
bool OopsParser::Defer(const FoundRule& found, const Line& line) {
    bool mixed = open_ && found.rule.membership &&
                 found.rule.membership(builder_, line, Cursor(found.rest)) == Membership::kLater;
    bool panics = found.rule.kind == EventKind::kPanic || builder_.event.kind == EventKind::kPanic;
    if (!mixed && (!IsOtherCaller(line) || panics)) return false;
    if (!resume_ && !CanReread(line)) return false;
    if (!resume_) resume_ = here_;
    if (line.ordinal - last_ordinal_ > kMaxUnrelated) Close(CloseReason::kUnrelated);
    return true;
}

bool OopsParser::CanReread(const Line& line) const {
    return here_ && here_->line.ordinal == line.ordinal && reread_ < size_ && !done_.full();
}

// Takes the line that was torn before, with its end where `line` is that. True when `line` is done with.
bool OopsParser::SettleTorn(const Line& line) {
    Line torn = *torn_;
    bool inside = line.number == torn.number;
    FoundRule found;
    if (inside && !line.torn && !rules_.Find(Trim(line.text), found)) return false;
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

bool OopsParser::IsOwnLine(std::string_view text) const {
    FoundRule found;
    return IsBootMessage(text) || IsCutMark(text) || IsDumpHeader(text) || IsEccNotice(text) ||
           rules_.Find(text, found) || HasLinePrefix(text);
}

}  // namespace faultbox
