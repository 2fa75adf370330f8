#include "target/oops/line_date.h"

namespace faultbox {
namespace {

bool SkipWord(Cursor& cursor, size_t letters) {
    std::string_view word = cursor.rest().substr(0, letters);
    if (word.size() < letters) return false;
    for (char c : word) {
        if ((c | 0x20) < 'a' || (c | 0x20) > 'z') return false;
    }
    return cursor.Skip(word);
}

// 19:08:41    19:08:41.123456    19:08:41,123456
bool SkipClock(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!ahead.Decimal() || !ahead.Skip(':') || !ahead.Decimal() || !ahead.Skip(':') || !ahead.Decimal()) return false;
    cursor = ahead;
    if (!ahead.Skip('.') && !ahead.Skip(',')) return true;
    if (ahead.Decimal()) cursor = ahead;
    return true;
}

// +0100    +01:00    Z
void SkipZone(Cursor& cursor) {
    if (cursor.Skip('Z')) return;
    Cursor ahead = cursor;
    if ((!ahead.Skip('+') && !ahead.Skip('-')) || !ahead.Decimal()) return;
    cursor = ahead;
    if (ahead.Skip(':') && ahead.Decimal()) cursor = ahead;
}

// Jan 12 19:08:41    Jan  2 19:08:41    Jan 12 19:08:41.123456
bool SkipMonthDate(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!SkipWord(ahead, 3) || !ahead.Skip(' ')) return false;
    ahead.SkipSpaces();
    if (!ahead.Decimal() || !ahead.Skip(' ') || !SkipClock(ahead)) return false;
    cursor = ahead;
    return true;
}

// 2024-01-12T19:08:41+0100    2024-01-12 19:08:41.123456    2026-11-21T08:18:29,123456+00:00
bool SkipIsoDate(Cursor& cursor) {
    Cursor ahead = cursor;
    if (!ahead.Decimal() || !ahead.Skip('-') || !ahead.Decimal() || !ahead.Skip('-') || !ahead.Decimal()) return false;
    if (!ahead.Skip('T') && !ahead.Skip(' ')) return false;
    if (!SkipClock(ahead)) return false;
    SkipZone(ahead);
    cursor = ahead;
    return true;
}

}  // namespace

// Fri Jan 12 19:08:41 2024    Fri 2024-01-12 19:08:41 CET
bool SkipDate(Cursor& cursor) {
    if (SkipMonthDate(cursor) || SkipIsoDate(cursor)) return true;
    Cursor ahead = cursor;
    if (!SkipWord(ahead, 3) || !ahead.Skip(' ')) return false;
    if (!SkipMonthDate(ahead) && !SkipIsoDate(ahead)) return false;
    cursor = ahead;
    return true;
}

// [Fri Jan 12 19:08:41 2024] … of dmesg -T    [2026-11-21 08:18:29.123] … and [08:18:29.123] … of programs that
// capture a serial line    [Nov21 08:18] … of dmesg -H
bool SkipBracketDate(Cursor& cursor, Line&) {
    constexpr size_t kLongestTail = 16;
    Cursor ahead = cursor;
    if (!ahead.Skip('[')) return false;
    if (!SkipDate(ahead) && !SkipClock(ahead)) {
        if (!SkipWord(ahead, 3)) return false;
        ahead.SkipSpaces();
        if (!ahead.Decimal() || !ahead.Skip(' ') || !ahead.Decimal() || !ahead.Skip(':') || !ahead.Decimal()) {
            return false;
        }
    }
    std::string_view tail = ahead.Until("]");
    if (tail.size() > kLongestTail || ahead.rest().data() == tail.data() + tail.size()) return false;
    ahead.Skip(' ');
    cursor = ahead;
    return true;
}

}  // namespace faultbox
