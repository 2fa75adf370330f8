#include "target/oops/kernel_prefix.h"

namespace faultbox {

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

}  // namespace faultbox
