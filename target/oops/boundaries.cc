#include "target/oops/boundaries.h"

#include "target/oops/cursor.h"

namespace faultbox {

bool IsCutMark(std::string_view text) {
    return text == kBoundaryBeginnings[2] || text == kBoundaryBeginnings[3];
}

bool BeginsReport(std::string_view text) {
    return text == kBoundaryBeginnings[3];
}

// [    0.000000] Booting Linux on physical CPU 0x0    [    0.000000] Linux version 6.1.192 (root@vm) …
bool IsBootMessage(std::string_view text) {
    return text.starts_with(kBoundaryBeginnings[0]) || text.starts_with(kBoundaryBeginnings[1]);
}

bool IsDumpHeader(std::string_view text) {
    Cursor cursor(text);
    if (cursor.Skip("====")) return cursor.Decimal() && cursor.Skip(".") && cursor.Decimal();
    size_t letters = 0;
    while (letters < text.size() && ((text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z')) ++letters;
    return letters != 0 && cursor.Skip(text.substr(0, letters)) && cursor.Skip("#") && cursor.Decimal() &&
           cursor.Skip(" Part") && cursor.Decimal() && cursor.at_end();
}

bool IsOopsHeader(std::string_view text) {
    return text.starts_with(kBoundaryBeginnings[5]) && text.ends_with(" Part1");
}

bool IsEccNotice(std::string_view text) {
    Cursor cursor(text);
    cursor.Skip("ECC: ");
    if (cursor.rest() == "No errors detected") return true;
    return cursor.Decimal() && cursor.Skip(" Corrected bytes, ") && cursor.Decimal() &&
           cursor.rest() == " unrecoverable blocks";
}

}  // namespace faultbox
