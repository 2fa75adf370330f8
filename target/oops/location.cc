#include "target/oops/location.h"

namespace faultbox {
namespace {

// Names of functions as kallsyms has them: "__schedule", "foo.isra.0", ".L123", "$x", "_RNvCs5_4core5panic" and, from
// compilers that inline by hash, "fn.llvm.1234".
bool IsSymbolChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDecimalDigit(c) || c == '_' || c == '.' || c == '$';
}

std::string_view TakeName(Cursor& cursor, bool dash) {
    size_t count = 0;
    std::string_view rest = cursor.rest();
    while (count < rest.size() && (IsSymbolChar(rest[count]) || (dash && rest[count] == '-'))) ++count;
    cursor.Skip(rest.substr(0, count));
    return rest.substr(0, count);
}

// [headunit]    [headunit 661dc844b3e3c0ebcd71d53209afae75aac6bfce]
void ReadModule(Cursor& cursor, CodeLocation& where) {
    Cursor ahead = cursor;
    ahead.SkipSpaces();
    if (!ahead.Skip("[")) return;
    std::string_view module = TakeName(ahead, true);
    ahead.SkipSpaces();
    std::string_view build_id = ahead.HexDigits();
    if (module.empty() || !ahead.Skip("]")) return;
    where.module = module;
    where.build_id = build_id;
    cursor = ahead;
}

// [<c0012345>]    [c0012345]    c0012345    0xc0012345
bool ReadAddress(Cursor& cursor, ParsedLocation& location) {
    Cursor ahead = cursor;
    if (ahead.Skip("[<") || ahead.Skip("[")) {
        ahead.Skip("0x");
        std::string_view digits = ahead.HexDigits();
        ahead.Skip(">");
        if (!ahead.Skip("]")) return false;
        location.where.address = ParseHex(digits);
        location.address_lost = digits.empty();
        location.address_digits = digits;
        cursor = ahead;
        return true;
    }
    if (!ahead.Skip("0x")) return false;
    location.where.address = ParseHex(ahead.HexDigits());
    if (!location.where.address) return false;
    cursor = ahead;
    return true;
}

}  // namespace

bool ReadSymbol(Cursor& cursor, CodeLocation& where) {
    Cursor ahead = cursor;
    CodeLocation found;
    if (ahead.Skip(":")) {
        found.module = TakeName(ahead, true);
        if (!ahead.Skip(":")) return false;
    }
    found.symbol = TakeName(ahead, false);
    if (found.symbol.empty() || IsDecimalDigit(found.symbol.front())) return false;
    Cursor number = ahead;
    if (number.Skip("+0x")) {
        found.offset = ParseHex(number.HexDigits());
        if (number.Skip("/0x")) found.size = ParseHex(number.HexDigits());
        ahead = number;
    }
    if (found.module.empty()) ReadModule(ahead, found);
    found.address = where.address;
    where = found;
    cursor = ahead;
    return true;
}

bool ReadLocation(Cursor& cursor, ParsedLocation& location) {
    Cursor ahead = cursor;
    ParsedLocation found;
    ahead.SkipSpaces();
    bool has_address = ReadAddress(ahead, found);
    Cursor name = ahead;
    name.SkipSpaces();
    if (name.Skip("? ")) {
        found.reliable = false;
        name.SkipSpaces();
    }
    bool parenthesis = name.Skip("(");
    bool has_symbol = ReadSymbol(name, found.where);
    if (has_symbol && parenthesis && !name.Skip(")")) has_symbol = false;
    // [<c0012345>] (0xc0012345) stands where no symbol fits.
    if (!has_symbol && parenthesis && has_address && name.Hex() && name.Skip(")")) ahead = name;
    if (!has_symbol && !has_address) return false;
    if (!has_symbol) {
        found.where = CodeLocation{
            .symbol = {}, .module = {}, .build_id = {}, .offset = {}, .size = {}, .address = found.where.address};
    }
    cursor = has_symbol ? name : ahead;
    location = found;
    return true;
}

}  // namespace faultbox
