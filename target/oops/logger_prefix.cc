#include "target/oops/logger_prefix.h"

#include "target/oops/kernel_prefix.h"
#include "target/oops/line_date.h"

namespace faultbox {
namespace {

// The levels as dmesg -x and syslog daemons spell them, in their order (syslog.h).
std::optional<uint8_t> LevelFromName(std::string_view name) {
    constexpr std::string_view kNames[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    for (uint8_t level = 0; level < std::size(kNames); ++level) {
        if (name == kNames[level]) return level;
    }
    if (name == "warning") return 4;
    return std::nullopt;
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

}  // namespace

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

}  // namespace faultbox
