#include "target/oops/line_prefix.h"

#include <algorithm>

#include "target/oops/cursor.h"
#include "target/oops/line_date.h"
#include "target/oops/rules.h"

namespace faultbox {
namespace {

// How far into a line its prefix may reach: two dates, a long host name, "kernel:", a stamp, a caller.
constexpr size_t kReach = 256;
// Prefixes that may stand before each other: a logger's date, a level, a stamp, a caller, a vendor's task.
constexpr int kMostPrefixes = 6;

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
    if (!ahead.Skip('<')) return false;
    std::optional<uint64_t> value = ahead.Decimal();
    if (!value || *value > 191 || !ahead.Skip('>')) return false;  // RFC 3164: facility * 8 + level, at most 191.
    line.level = static_cast<uint8_t>(*value & 7);
    cursor = ahead;
    return true;
}

// The levels as dmesg -x and syslog daemons spell them, in their order (syslog.h).
std::optional<uint8_t> LevelFromName(std::string_view name) {
    constexpr std::string_view kNames[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    for (uint8_t level = 0; level < std::size(kNames); ++level) {
        if (name == kNames[level]) return level;
    }
    if (name == "warning") return 4;
    return std::nullopt;
}

// [    5.123456][    T1] …    [    5.123456][    C0] …    [    5.123456][ T1234] …
bool SkipCaller(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!ahead.Skip('[')) return false;
    ahead.SkipSpaces();
    char type = ahead.peek();
    if (!ahead.Skip('T') && !ahead.Skip('C')) return false;
    std::optional<uint32_t> number = ahead.Decimal32();
    if (!number || !ahead.Skip(']')) return false;
    line.caller = Caller{type, *number};
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

// [   12.345678] …    [413571.591498] …    and with what vendors and dmesg -d put behind the time:
// [    1.234567@0] …    [    0.000000,0] …    [    1.23/0] …    [   12.345678 <    0.000012>] …    [ 1.23  (0)    1] …
bool SkipTime(Cursor& cursor, Line& line) {
    constexpr std::string_view kMore = "0123456789 .@,/:()<>+-";
    constexpr size_t kLongestMore = 24;
    Cursor ahead = cursor;
    if (!ahead.Skip('[')) return false;
    ahead.SkipSpaces();
    std::optional<uint64_t> seconds = ahead.Decimal();
    if (!seconds || !ahead.Skip('.')) return false;
    std::optional<uint64_t> time = Microseconds(ahead, *seconds);
    if (!time) return false;
    if (!ahead.Skip(']')) {
        std::string_view more = ahead.Until("]");
        if (more.size() > kLongestMore || more.find_first_not_of(kMore) != std::string_view::npos) return false;
        if (more.size() == cursor.rest().size()) return false;
    }
    line.time_us = time;
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

// [  +0.000014] …, which dmesg -d and -H print: no time since boot.
bool SkipDelta(Cursor& cursor, Line&) {
    Cursor ahead = cursor;
    if (!ahead.Skip('[')) return false;
    ahead.SkipSpaces();
    if (!ahead.Skip('+') && !ahead.Skip('<')) return false;
    ahead.SkipSpaces();
    if (!ahead.Decimal() || !ahead.Skip('.') || !ahead.Decimal()) return false;
    ahead.Skip('>');
    if (!ahead.Skip(']')) return false;
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

// Samsung: "[    5.123456]  [0:      swapper/0:    1] text": processor, task, process id.
bool SkipVendorTask(Cursor& cursor, Line& line) {
    constexpr size_t kLongestComm = 24;
    Cursor ahead = cursor;
    ahead.SkipSpaces();
    if (!ahead.Skip('[')) return false;
    std::optional<uint32_t> cpu = ahead.Decimal32();
    if (!cpu || *cpu > 1023 || !ahead.Skip(':')) return false;
    std::string_view task = ahead.Until("]");
    size_t colon = task.rfind(':');
    if (colon == std::string_view::npos || colon > kLongestComm) return false;
    Cursor number(task.substr(colon + 1));
    number.SkipSpaces();
    std::optional<uint32_t> pid = number.Decimal32();
    if (!pid || !number.at_end() || ahead.rest().data() == task.data() + task.size()) return false;
    // All idle tasks have the number 0.
    line.caller = *pid != 0 ? Caller{'T', *pid} : Caller{'C', *cpu};
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

// MediaTek: "[  171.520637] -(0)[0:swapper/0]text", "[  171.520637]  (2)[1234:surfaceflinger]text".
bool SkipProcessorTask(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    ahead.SkipSpaces();
    if (!ahead.Skip('-')) ahead.Skip('.');
    if (!ahead.Skip('(')) return false;
    std::optional<uint32_t> cpu = ahead.Decimal32();
    if (!cpu || !ahead.Skip(")[")) return false;
    std::optional<uint32_t> pid = ahead.Decimal32();
    if (!pid || !ahead.Skip(':')) return false;
    std::string_view comm = ahead.Until("]");
    if (comm.size() > 16 || ahead.rest().data() == comm.data() + comm.size()) return false;
    line.caller = *pid != 0 ? Caller{'T', *pid} : Caller{'C', *cpu};
    cursor = ahead;
    return true;
}

// Spreadtrum: "[    0.000000] c0      0 Booting Linux", "[    0.000000] c0 text": the processor, the process id.
bool SkipProcessor(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!line.time_us || !ahead.Skip('c')) return false;
    std::optional<uint32_t> cpu = ahead.Decimal32();
    if (!cpu || *cpu > 99 || !ahead.Skip(' ')) return false;
    Cursor number = ahead;
    number.SkipSpaces();
    std::optional<uint32_t> pid = number.Decimal32();
    if (pid && number.Skip(' ')) {
        ahead = number;
    } else if (IsHexDigit(ahead.peek()) && IsHex(Cursor(ahead).Token())) {
        return false;  // A hex dump.
    }
    line.caller = pid && *pid != 0 ? Caller{'T', *pid} : Caller{'C', *cpu};
    cursor = ahead;
    return true;
}

// Behind a date: "host kernel: …", "host user.warn kernel: …" of busybox, "CET host kernel: …".
bool SkipHost(Cursor& cursor, Line& line, int words) {
    Cursor ahead = cursor;
    for (; words > 0; --words) {
        std::string_view word = ahead.Token();
        if (!ahead.Skip(' ')) return false;
        if (word == "kernel:") {
            cursor = ahead;
            return true;
        }
        size_t dot = word.find('.');
        if (dot == std::string_view::npos) continue;
        if (std::optional<uint8_t> level = LevelFromName(word.substr(dot + 1))) line.level = level;
    }
    return false;
}

// Behind a date: "host [   12.345678] …" of a receiver of netconsole, and "host …" where it sent a line in parts.
bool SkipStampedHost(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    std::string_view word = ahead.Token();
    if (word.empty() || (!ahead.Skip(' ') && !ahead.at_end())) return false;
    if (!IsKernelStamp(ahead.rest()) && word != line.host) return false;
    line.host = word;
    cursor = ahead;
    return true;
}

// Jan 12 19:08:41 host kernel: …    2024-01-12T19:08:41+0100 host kernel: …    2026-11-21T08:18:29,123456+00:00 …
bool SkipSyslog(Cursor& cursor, Line& line) {
    if (!SkipDate(cursor)) return false;
    cursor.Skip(' ');
    if (SkipHost(cursor, line, 5) || SkipStampedHost(cursor, line)) return true;
    // "2026-11-21 08:18:29.123: …" of picocom with a time stamper.
    cursor.Skip(": ");
    return true;
}

// kernel: …    and of journalctl -o short-monotonic, behind a stamp: "[   12.345678] host kernel: …"
bool SkipKernelTag(Cursor& cursor, Line& line) {
    if (cursor.Skip("kernel: ")) return true;
    if (!line.time_us) return false;
    size_t blank = cursor.rest().find(' ');
    if (blank == std::string_view::npos || !cursor.rest().substr(blank).starts_with(" kernel: ")) return false;
    return SkipHost(cursor, line, 2);
}

// kern  :warn  : [   12.345678] … of dmesg -x
bool SkipNames(Cursor& cursor, Line& line) {
    constexpr size_t kLongestName = 8;
    Cursor ahead = cursor;
    std::string_view facility = Trim(ahead.Until(":"));
    if (facility.empty() || facility.size() > kLongestName || facility.contains(' ')) return false;
    std::optional<uint8_t> level = LevelFromName(Trim(ahead.Until(":").substr(0, kLongestName)));
    if (!level || !ahead.Skip(' ')) return false;
    line.level = level;
    cursor = ahead;
    return true;
}

// caller=T123    ncfrag=0/1000
void ReadKmsgFlag(std::string_view flag, Line& line) {
    Cursor cursor(flag);
    if (cursor.Skip("caller=")) {
        char type = cursor.peek();
        if (!cursor.Skip('T') && !cursor.Skip('C')) return;
        if (std::optional<uint32_t> number = cursor.Decimal32()) line.caller = Caller{type, *number};
    } else if (cursor.Skip("ncfrag=")) {
        std::optional<uint64_t> offset = cursor.Decimal();
        line.continues = offset && *offset != 0;
    } else if (flag == "+") {
        line.continues = true;
    }
}

// 6,1234,567890,-;text of /dev/kmsg    6,1234,567890,-,caller=T1;text of the extended netconsole
// 4,1234,5678901234,c;text and 4,1234,5678901234,+;text, parts of one message (kernels before 4.10)
// 4,1234,5678901234,-,ncfrag=0/1000;text (Documentation/networking/netconsole.rst)
bool SkipKmsgRecord(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    std::optional<uint64_t> priority = ahead.Decimal();
    if (!priority || !ahead.Skip(',')) return false;
    if (!ahead.Decimal() || !ahead.Skip(',')) return false;
    std::optional<uint64_t> time = ahead.Decimal();
    if (!time || !ahead.Skip(',')) return false;
    Cursor flags(ahead.Until(";"));
    if (ahead.rest().data() == flags.rest().data() + flags.rest().size()) return false;
    while (!flags.at_end()) ReadKmsgFlag(flags.Until(","), line);
    line.level = static_cast<uint8_t>(*priority & 7);
    line.time_us = time;
    line.record = true;
    cursor = ahead;
    return true;
}

// "\1" "4text": KERN_SOH (include/linux/kern_levels.h), where a program passed the kernel's format on.
bool SkipHeaderStart(Cursor& cursor, Line& line) {
    Cursor ahead = cursor;
    if (!ahead.Skip("\x01") || !IsDecimalDigit(ahead.peek()) || ahead.peek() > '7') return false;
    line.level = static_cast<uint8_t>(ahead.peek() - '0');
    ahead.Skip(ahead.rest().substr(0, 1));
    cursor = ahead;
    return true;
}

//  1276.705430:   <1> (01-28 07:22:33.304698634) text: the kernel's clock and the wall's, as vendors' log readers
//  print.
bool SkipTwoClocks(Cursor& cursor, Line& line) {
    constexpr size_t kLongestDate = 32;
    Cursor ahead = cursor;
    ahead.SkipSpaces();
    std::optional<uint64_t> seconds = ahead.Decimal();
    if (!seconds || !ahead.Skip('.')) return false;
    std::optional<uint64_t> time = Microseconds(ahead, *seconds);
    if (!time || !ahead.Skip(':')) return false;
    ahead.SkipSpaces();
    if (!SkipLevel(ahead, line)) return false;
    ahead.SkipSpaces();
    if (!ahead.Skip('(') || ahead.Until(")").size() > kLongestDate || !ahead.Skip(' ')) return false;
    line.time_us = time;
    cursor = ahead;
    return true;
}

// What a prefix begins with.
enum class Begin : uint8_t { kBracket, kAngle, kDigit, kLetter, kOther };

Begin BeginOf(char c) {
    if (c == '[') return Begin::kBracket;
    if (c == '<') return Begin::kAngle;
    if (IsDecimalDigit(c)) return Begin::kDigit;
    char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'z' ? Begin::kLetter : Begin::kOther;
}

struct PrefixReader {
    Begin begin;
    bool (*read)(Cursor& cursor, Line& line);
    bool first_only = false;  ///< Nothing stands before it.
};

constexpr PrefixReader kReaders[] = {
    {Begin::kBracket, SkipTime},           {Begin::kBracket, SkipCaller},        {Begin::kBracket, SkipDelta},
    {Begin::kBracket, SkipVendorTask},     {Begin::kBracket, SkipBracketDate},   {Begin::kAngle, SkipLevel},
    {Begin::kDigit, SkipKmsgRecord, true}, {Begin::kDigit, SkipSyslog},          {Begin::kLetter, SkipKernelTag},
    {Begin::kLetter, SkipSyslog},          {Begin::kLetter, SkipNames, true},    {Begin::kLetter, SkipProcessor},
    {Begin::kDigit, SkipKernelTag},        {Begin::kOther, SkipProcessorTask},   {Begin::kOther, SkipVendorTask},
    {Begin::kOther, SkipHeaderStart},      {Begin::kDigit, SkipTwoClocks, true}, {Begin::kOther, SkipTwoClocks, true},
};

// What the kernel itself puts before a line.
constexpr PrefixReader kOfKernel[] = {
    {Begin::kBracket, SkipTime}, {Begin::kBracket, SkipCaller}, {Begin::kAngle, SkipLevel}};

bool SkipOne(Cursor& cursor, Line& line, bool first) {
    std::span<const PrefixReader> readers = kOfKernel;
    if (ReadsForeignText()) readers = kReaders;
    Begin begin = BeginOf(cursor.peek());
    for (const PrefixReader& reader : readers) {
        if (reader.begin != begin || (reader.first_only && !first)) continue;
        if (reader.read(cursor, line)) return true;
    }
    return false;
}

// A stamp that lost or changed characters: "[   12.34x678] text", "[   12.345678 text", "  12.345678] text".
bool SkipDamagedStamp(Cursor& cursor) {
    constexpr std::string_view kLike = "0123456789.,:;oOlIxX?* \t";
    Cursor ahead = cursor;
    bool opened = ahead.Skip('[');
    std::string_view rest = ahead.rest().substr(0, 20);
    size_t end = std::min(rest.find_first_not_of(kLike), rest.size());
    std::string_view inner = rest.substr(0, end);
    auto digits = std::ranges::count_if(inner, IsDecimalDigit);
    size_t dot = inner.find_first_of(".,");
    if (digits < 4 || dot == std::string_view::npos || dot == 0) return false;
    bool closed = rest.substr(end).starts_with("]");
    if (!opened && !closed) return false;
    // Where the closing bracket is lost, a blank behind six digits shows the end.
    if (!closed) end = std::min(inner.find(' ', dot), inner.size());
    if (!closed && (end != dot + 7 || end == inner.size())) return false;
    ahead.Skip(rest.substr(0, end + (closed ? 1 : 0)));
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

// root@board_2:~# [  241.459378] 8<--- cut here ---, where a program left its line open. Only a whole stamp counts.
bool SkipOpenLine(Cursor& cursor, Line& line) {
    std::string_view head = cursor.rest().substr(0, 128);
    for (size_t at = head.find('['); at != std::string_view::npos; at = head.find('[', at + 1)) {
        if (!IsKernelStamp(cursor.rest().substr(at))) continue;
        cursor.Skip(cursor.rest().substr(0, at));
        return SkipTime(cursor, line);
    }
    return false;
}

}  // namespace

bool IsFiller(char c) {
    bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    return control && c != '\t' && c != '\x1b' && c != '\x01';
}

// "\x1b[1;31m": ECMA-48, section 5.4 (parameters, intermediates, one final byte). "\x1b]0;title\a" sets a window's
// title; "\x1b(B", "\x1b=" and the like have up to one intermediate (ECMA-35, section 13).
bool SkipEscape(std::string_view& text) {
    constexpr size_t kLongest = 64;
    if (!text.starts_with('\x1b')) return false;
    std::string_view head = text.substr(0, kLongest);
    size_t end = 1;
    if (head.starts_with("\x1b[")) {
        end = 2;
        while (end < head.size() && head[end] >= 0x20 && head[end] < 0x40) ++end;
    } else if (head.starts_with("\x1b]")) {
        end = std::min(head.find('\a'), head.size());
    } else {
        while (end < head.size() && head[end] >= 0x20 && head[end] < 0x30) ++end;
    }
    text.remove_prefix(std::min(end + 1, head.size()));
    return true;
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

bool IsKernelStamp(std::string_view text) {
    constexpr size_t kMost = 24;
    constexpr size_t kFraction = 6;
    Cursor cursor(text.substr(0, kMost));
    if (!cursor.Skip('[')) return false;
    cursor.SkipSpaces();
    if (!cursor.Decimal() || !cursor.Skip('.')) return false;
    std::string_view fraction = cursor.rest();
    if (!cursor.Decimal() || fraction.size() - cursor.rest().size() != kFraction || !cursor.Skip(']')) return false;
    return cursor.peek() == ' ' || cursor.peek() == '[';
}

void StripPrefix(Line& line) {
    std::string_view head = line.text.substr(0, kReach);
    std::string_view left = head;
    int prefixes = 0;
    for (; prefixes < kMostPrefixes; ++prefixes) {
        if (static_cast<unsigned char>(Cursor(left).peek()) < ' ') SkipFiller(left);
        Cursor cursor(left);
        if (!SkipOne(cursor, line, prefixes == 0)) break;
        left = cursor.rest();
        // What follows a record's header is the message itself.
        if (line.record) break;
    }
    if (prefixes == 0 && ReadsForeignText()) {
        Cursor cursor(left);
        line.stamp_damaged = SkipDamagedStamp(cursor);
        if (!line.stamp_damaged) SkipOpenLine(cursor, line);
        left = cursor.rest();
    }
    line.prefix_size = head.size() - left.size();
    line.text.remove_prefix(line.prefix_size);
}

}  // namespace faultbox
