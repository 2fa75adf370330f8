#include "target/oops/line_prefix.h"

#include <algorithm>

#include "target/oops/cursor.h"
#include "target/oops/kernel_prefix.h"
#include "target/oops/line_date.h"
#include "target/oops/logger_prefix.h"
#include "target/oops/rules.h"
#include "target/oops/terminal_text.h"
#include "target/oops/vendor_prefix.h"

namespace faultbox {
namespace {

// How far into a line its prefix may reach: two dates, a long host name, "kernel:", a stamp, a caller.
constexpr size_t kReach = 256;
// Prefixes that may stand before each other: a logger's date, a level, a stamp, a caller, a vendor's task.
constexpr int kMostPrefixes = 6;

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
