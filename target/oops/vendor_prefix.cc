#include "target/oops/vendor_prefix.h"

namespace faultbox {

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

}  // namespace faultbox
