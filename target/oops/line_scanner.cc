#include "target/oops/line_scanner.h"

#include <cstring>

#include "target/oops/cursor.h"
#include "target/oops/kernel_prefix.h"
#include "target/oops/line_prefix.h"
#include "target/oops/rules.h"
#include "target/oops/terminal_text.h"

namespace faultbox {
namespace {

// So many messages may begin inside one line.
constexpr uint8_t kMostSplits = 8;

// The escape sequence that ends the text, if one does: "…fault\x1b[0m".
size_t TrailingEscape(std::string_view text) {
    constexpr size_t kLongest = 12;
    if (text.size() > kLongest) text.remove_prefix(text.size() - kLongest);
    size_t at = text.rfind('\x1b');
    if (at == std::string_view::npos) return 0;
    std::string_view tail = text.substr(at);
    size_t size = tail.size();
    return SkipEscape(tail) && tail.empty() ? size : 0;
}

// Takes fillers and escape sequences off the end, and blanks where `blanks` says so.
void TrimEnd(std::string_view& text, bool blanks) {
    while (!text.empty()) {
        char last = text.back();
        if (IsFiller(last) || (blanks && (last == ' ' || last == '\t'))) {
            text.remove_suffix(1);
            continue;
        }
        size_t escape = last >= 0x40 ? TrailingEscape(text) : 0;
        if (escape == 0) return;
        text.remove_suffix(escape);
    }
}

// Anything that Clean() has work with. Without branches, so that compilers make vectors of it.
bool IsDirty(std::string_view text) {
    unsigned dirty = 0;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        dirty |= static_cast<unsigned>(byte < ' ' && byte != '\t') | static_cast<unsigned>(byte == 0x7f) |
                 static_cast<unsigned>(byte == '&');
    }
    return dirty != 0;
}

struct Entity {
    std::string_view name;
    char character;
};

// What mail archives and bug trackers write for the characters of markup.
constexpr Entity kEntities[] = {
    {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''}, {"&nbsp;", ' '},
};

char TakeEntity(std::string_view& text) {
    for (const Entity& entity : kEntities) {
        if (!text.starts_with(entity.name)) continue;
        text.remove_prefix(entity.name.size());
        return entity.character;
    }
    char c = text.front();
    text.remove_prefix(1);
    return c;
}

//  SUBSYSTEM=platform, a line of a /dev/kmsg record that says what device it is about
bool IsDictionary(std::string_view text) {
    Cursor cursor(text);
    if (!cursor.Skip(" ")) return false;
    size_t size = 0;
    std::string_view key = cursor.rest();
    while (size < key.size() && ((key[size] >= 'A' && key[size] <= 'Z') || key[size] == '_')) ++size;
    return size != 0 && size < key.size() && key[size] == '=';
}

}  // namespace

// Behind a stamp: what vendors and journals put there ("c0", "-(0)", "<4>", "host kernel:").
bool HasMorePrefix(std::string_view text) {
    constexpr std::string_view kBeginnings = " \t-(<";
    if (kBeginnings.contains(text.front())) return true;
    if (text.front() == 'c' && text.size() > 1 && IsDecimalDigit(text[1])) return true;
    size_t blank = text.find(' ');
    return text.starts_with("kernel: ") ||
           (blank != std::string_view::npos && text.substr(blank).starts_with(" kernel: "));
}

// A line that only its stamp stands before, in which nothing is to be cleaned or split.
bool LineScanner::PeekPlain(Plain& plain) const {
    constexpr size_t kLongestStamp = 24;
    if (more_ || within_ || offset_ >= text_.size() || text_[offset_] != '[') return false;
    std::string_view left = text_.substr(offset_, kLongestLine);
    const void* newline = memchr(left.data(), '\n', left.size());
    if (!newline) return false;
    std::string_view line = left.substr(0, static_cast<size_t>(static_cast<const char*>(newline) - left.data()));
    size_t end = line.substr(0, kLongestStamp).find(']');
    if (end == std::string_view::npos || end + 3 > line.size() || line[end + 1] != ' ') return false;
    bool kernel_stamp = line[1] == ' ' || IsDecimalDigit(line[1]);
    plain.text = line.substr(end + 2);
    plain.size = line.size();
    return kernel_stamp && !IsDirty(plain.text) && !plain.text.contains('[') && !HasMorePrefix(plain.text);
}

void LineScanner::Skip(const Plain& plain) {
    ++number_;
    ++ordinal_;
    offset_ += plain.size + 1;
    bytes_scanned_ += plain.size + 1;
    in_record_ = false;
}

bool LineScanner::NextChunk() {
    if (offset_ >= text_.size()) return false;
    if (!within_) ++number_;
    const char* begin = text_.data() + offset_;
    size_t left = text_.size() - offset_;
    if (left > kLongestLine) left = kLongestLine;
    const void* newline = memchr(begin, '\n', left);
    size_t size = newline ? static_cast<size_t>(static_cast<const char*>(newline) - begin) : left;
    chunk_offset_ = offset_;
    splits_ = 0;
    rest_ = {begin, size};
    within_ = !newline;
    offset_ += newline ? size + 1 : size;
    bytes_scanned_ += size + 1;
    SkipFiller(rest_);
    TrimEnd(rest_, false);
    if (ReadsForeignText() && arena_ && IsDirty(rest_)) Clean();
    return true;
}

// Copies the chunk without what a terminal would not show. CRs stay: they end lines.
void LineScanner::Clean() {
    size_t mark = arena_->mark();
    if (rest_.size() > TextArena::kSize - mark) return;
    for (std::string_view text = rest_; !text.empty();) {
        char c = text.front();
        if (c == '\b' || c == '\x7f') arena_->TakeBack(mark);
        if (c == '&') {
            arena_->Put(TakeEntity(text));
        } else if (c == '\r' || !IsFiller(c)) {
            if (SkipEscape(text)) continue;
            arena_->Put(c);
            text.remove_prefix(1);
        } else {
            text.remove_prefix(1);
        }
    }
    rest_ = arena_->Since(mark);
}

// [13380621.257935] Modules linked in: crc32c_intel lrw[13059720.753177] EXT4-fs (dm-2): mounted filesystem
void LineScanner::SplitAtStamp(Line& line) {
    std::string_view text = line.text;
    for (size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
        if (at == 0 || !IsKernelStamp(text.substr(at))) continue;
        if (++splits_ > kMostSplits) return;
        std::string_view end = rest_;
        rest_ = {text.data() + at, text.size() - at};
        // Of what followed a CR nothing is lost: both are of one chunk.
        if (more_) rest_ = {rest_.data(), static_cast<size_t>(end.data() + end.size() - rest_.data())};
        more_ = true;
        line.text = text.substr(0, at);
        line.torn = true;
        line.columns = line.prefix_size + at;
        return;
    }
}

// Lines that are no message, and messages that are no line.
void LineScanner::SettleForeign(Line& line) {
    if (in_record_ && !line.has_prefix() && IsDictionary(line.text)) {
        line.text = {};
        return;
    }
    in_record_ = line.record;
    if (line.has_prefix()) SplitAtStamp(line);
}

bool LineScanner::Next(Line& line) {
    if (!more_ && !NextChunk()) return false;
    line = Line{};
    line.number = number_;
    line.ordinal = ++ordinal_;
    line.offset = chunk_offset_;
    size_t size = rest_.find('\r');
    more_ = size != std::string_view::npos;
    line.text = rest_.substr(0, size);
    rest_ = more_ ? rest_.substr(size + 1) : std::string_view();
    SkipFiller(line.text);
    line.columns = line.text.size();
    TrimEnd(line.text, true);
    line.host = host_;
    StripPrefix(line);
    host_ = line.host;
    SkipFiller(line.text);
    if (ReadsForeignText()) SettleForeign(line);
    return true;
}

}  // namespace faultbox
