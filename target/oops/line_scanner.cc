#include "target/oops/line_scanner.h"

#include <cstring>

#include "target/oops/cursor.h"

namespace faultbox {
namespace {

constexpr char kEscape = '\x1b';
// How far into a line a syslog header may reach: two dates, a long host name, "kernel:".
constexpr size_t kHeaderReach = 128;

// An escape sequence of a terminal, "\x1b[1;31m": ECMA-48, section 5.4 (parameters, intermediates, one final byte).
bool SkipEscape(std::string_view& text) {
    if (!text.starts_with("\x1b[")) return false;
    size_t end = 2;
    while (end < text.size() && text[end] >= 0x20 && text[end] < 0x40) ++end;
    text.remove_prefix(end < text.size() ? end + 1 : end);
    return true;
}

bool IsFiller(char c) {
    return c == '\r' || c == '\0' || c == '\b';
}

void SkipFiller(std::string_view& text) {
    while (!text.empty()) {
        if (IsFiller(text.front())) {
            text.remove_prefix(1);
        } else if (!SkipEscape(text)) {
            return;
        }
    }
}

// The escape sequence that ends the text, if one does: "…fault\x1b[0m".
size_t TrailingEscape(std::string_view text) {
    constexpr size_t kLongest = 12;
    if (text.size() > kLongest) text.remove_prefix(text.size() - kLongest);
    size_t at = text.rfind(kEscape);
    if (at == std::string_view::npos) return 0;
    std::string_view tail = text.substr(at);
    size_t size = tail.size();
    return SkipEscape(tail) && tail.empty() ? size : 0;
}

void TrimEnd(std::string_view& text) {
    while (!text.empty()) {
        char last = text.back();
        if (IsFiller(last) || last == ' ' || last == '\t') {
            text.remove_suffix(1);
            continue;
        }
        size_t escape = last >= 0x40 ? TrailingEscape(text) : 0;
        if (escape == 0) return;
        text.remove_suffix(escape);
    }
}

// The six digits behind the dot of a time stamp, whatever their number.
std::optional<uint64_t> Microseconds(Cursor& cursor, uint64_t seconds) {
    constexpr uint64_t kLatest = UINT64_MAX / 1'000'000 - 1;
    uint64_t micros = 0;
    unsigned digits = 0;
    std::string_view fraction = cursor.rest();
    for (; digits < fraction.size() && IsDecimalDigit(fraction[digits]); ++digits) {
        if (digits < 6) micros = micros * 10 + static_cast<uint64_t>(fraction[digits] - '0');
    }
    if (digits == 0 || seconds > kLatest) return std::nullopt;
    cursor.Skip(fraction.substr(0, digits));
    for (unsigned missing = digits; missing < 6; ++missing) micros *= 10;
    return seconds * 1'000'000 + micros;
}

// <4>[   12.345678] …
bool SkipLevel(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!ahead.Skip("<")) return false;
    std::optional<uint64_t> value = ahead.Decimal();
    if (!value || *value > 191 || !ahead.Skip(">")) return false;  // RFC 3164: facility * 8 + level, at most 191.
    line.level = static_cast<uint8_t>(*value & 7);
    cursor = ahead;
    return true;
}

// [    5.123456][    T1] …    [    5.123456][    C0] …    [    5.123456][ T1234] …
bool SkipCaller(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!ahead.Skip("[")) return false;
    ahead.SkipSpaces();
    char type = ahead.peek();
    if (!ahead.Skip("T") && !ahead.Skip("C")) return false;
    std::optional<uint32_t> number = ahead.Decimal32();
    if (!number || !ahead.Skip("]")) return false;
    line.caller = Caller{type, *number};
    cursor = ahead;
    return true;
}

// [   12.345678] …    [413571.591498] …    [    1.234567@0] …
bool SkipTime(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!ahead.Skip("[")) return false;
    ahead.SkipSpaces();
    std::optional<uint64_t> seconds = ahead.Decimal();
    if (!seconds || !ahead.Skip(".")) return false;
    std::optional<uint64_t> time = Microseconds(ahead, *seconds);
    if (!time) return false;
    if (ahead.Skip("@")) ahead.Decimal();
    if (!ahead.Skip("]")) return false;
    line.time_us = time;
    cursor = ahead;
    return true;
}

// [  +0.000014] …, which dmesg -d prints: no time since boot.
bool SkipDelta(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!ahead.Skip("[")) return false;
    ahead.SkipSpaces();
    if (!ahead.Skip("+") || !ahead.Decimal() || !ahead.Skip(".") || !ahead.Decimal() || !ahead.Skip("]")) return false;
    cursor = ahead;
    return true;
}

bool SkipWord(Cursor& cursor, size_t letters) {
    std::string_view word = cursor.rest().substr(0, letters);
    if (word.size() < letters) return false;
    for (char c : word) {
        if ((c | 0x20) < 'a' || (c | 0x20) > 'z') return false;
    }
    return cursor.Skip(word);
}

// 19:08:41
bool SkipClock(Cursor& cursor) {
    return cursor.Decimal() && cursor.Skip(":") && cursor.Decimal() && cursor.Skip(":") && cursor.Decimal();
}

// Jan 12 19:08:41    Jan  2 19:08:41
bool SkipMonthDate(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!SkipWord(ahead, 3) || !ahead.Skip(" ")) return false;
    ahead.SkipSpaces();
    if (!ahead.Decimal() || !ahead.Skip(" ") || !SkipClock(ahead)) return false;
    cursor = ahead;
    return true;
}

// 2024-01-12T19:08:41+0100    2024-01-12 19:08:41.123456
bool SkipIsoDate(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!ahead.Decimal() || !ahead.Skip("-") || !ahead.Decimal() || !ahead.Skip("-") || !ahead.Decimal()) return false;
    if (!ahead.Skip("T") && !ahead.Skip(" ")) return false;
    if (!SkipClock(ahead)) return false;
    ahead.Token();
    cursor = ahead;
    return true;
}

// Fri Jan 12 19:08:41 2024    Fri 2024-01-12 19:08:41 CET
bool SkipDate(Cursor& cursor) {
    if (SkipMonthDate(cursor) || SkipIsoDate(cursor)) return true;
    Cursor ahead = cursor;
    if (!SkipWord(ahead, 3) || !ahead.Skip(" ")) return false;
    if (!SkipMonthDate(ahead) && !SkipIsoDate(ahead)) return false;
    ahead.Skip(" ");
    if (IsDecimalDigit(ahead.peek())) ahead.Decimal();
    cursor = ahead;
    return true;
}

// [Fri Jan 12 19:08:41 2024] …, which dmesg -T prints.
bool SkipBracketDate(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!ahead.Skip("[") || !SkipDate(ahead)) return false;
    std::string_view tail = ahead.Until("]");
    if (tail.size() > 16) return false;
    cursor = ahead;
    return true;
}

// Jan 12 19:08:41 host kernel: …    2024-01-12T19:08:41+0100 host kernel: …
bool SkipSyslog(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!SkipDate(ahead)) return false;
    Cursor header(ahead.rest().substr(0, kHeaderReach));
    if (!header.SkipPast(" kernel:")) return false;
    size_t taken = kHeaderReach < ahead.rest().size() ? kHeaderReach : ahead.rest().size();
    ahead.Skip(ahead.rest().substr(0, taken - header.rest().size()));
    ahead.Skip(" ");
    cursor = ahead;
    return true;
}

// 6,1234,567890,-;text of /dev/kmsg    6,1234,567890,-,caller=T1;text of the extended netconsole
bool SkipKmsgRecord(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    std::optional<uint64_t> priority = ahead.Decimal();
    if (!priority || !ahead.Skip(",") || !ahead.Decimal() || !ahead.Skip(",")) return false;
    std::optional<uint64_t> time = ahead.Decimal();
    if (!time || !ahead.Skip(",")) return false;
    Cursor flags(ahead.Until(";"));
    if (flags.rest().size() > kHeaderReach) return false;
    if (flags.SkipPast("caller=")) {
        char type = flags.peek();
        flags.Skip(type == 'T' ? "T" : "C");
        if (std::optional<uint32_t> number = flags.Decimal32()) line.caller = Caller{type, *number};
    }
    line.level = static_cast<uint8_t>(*priority & 7);
    line.time_us = time;
    cursor = ahead;
    return true;
}

// root@board_2:~# [  241.459378] 8<--- cut here ---, where a program left its line open. Only a whole time stamp
// counts: six digits behind the dot, a blank behind the bracket.
bool SkipOpenLine(Cursor& cursor, Line& line) {
    constexpr std::string_view kShortest = "[0.000000] ";
    std::string_view head = cursor.rest().substr(0, kHeaderReach);
    for (size_t at = head.find('['); at != std::string_view::npos; at = head.find('[', at + 1)) {
        Cursor stamp(cursor.rest().substr(at));
        std::string_view begin = stamp.rest();
        if (begin.size() < kShortest.size() || !SkipTime(stamp, line)) continue;
        std::string_view taken = begin.substr(0, begin.size() - stamp.rest().size());
        if (taken.size() - taken.find('.') == std::string_view(".000000]").size() && stamp.Skip(" ")) {
            cursor = stamp;
            return true;
        }
        line.time_us.reset();
    }
    return false;
}

void StripPrefix(Line& line) {
    Cursor cursor(line.text);
    if (!SkipKmsgRecord(cursor, line)) {
        SkipLevel(cursor, line);
        SkipSyslog(cursor);
        SkipLevel(cursor, line);
        bool stamped = SkipTime(cursor, line) || SkipDelta(cursor) || SkipBracketDate(cursor);
        if (SkipCaller(cursor, line) || stamped) cursor.Skip(" ");
        SkipLevel(cursor, line);
        if (cursor.rest().size() == line.text.size()) SkipOpenLine(cursor, line);
    }
    line.prefix_size = line.text.size() - cursor.rest().size();
    line.text = cursor.rest();
}

}  // namespace

bool LineScanner::Next(Line& line) {
    if (offset_ >= text_.size()) return false;
    const char* begin = text_.data() + offset_;
    size_t left = text_.size() - offset_;
    const void* newline = memchr(begin, '\n', left);
    size_t size = newline ? static_cast<size_t>(static_cast<const char*>(newline) - begin) : left;

    line = Line{};
    line.number = ++number_;
    line.offset = offset_;
    line.text = {begin, size};
    offset_ += size + 1;

    SkipFiller(line.text);
    TrimEnd(line.text);
    StripPrefix(line);
    SkipFiller(line.text);
    return true;
}

}  // namespace faultbox
