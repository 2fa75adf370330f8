#include "target/oops/code_line.h"

#include "target/oops/event_builder.h"

namespace faultbox {
namespace {

struct CodeWord {
    std::string_view digits;
    bool marked = false;
};

// e5933018    (e2822001)    <0f>    (601a
CodeWord TakeWord(Cursor& rest) {
    rest.SkipSpaces();
    Cursor word(rest.Token());
    CodeWord found;
    found.marked = word.Skip("(") || word.Skip("<");
    found.digits = word.HexDigits();
    if (!word.Skip(")")) word.Skip(">");
    if (!word.at_end()) found.digits = {};
    return found;
}

void AppendWord(CodeBytes& code, const CodeWord& word, uint64_t value) {
    if (word.marked && !code.fault_at) code.fault_at = static_cast<uint8_t>(code.bytes.size());
    for (size_t byte = 0; byte < code.unit; ++byte) code.bytes.Append(static_cast<uint8_t>(value >> (8 * byte)));
}

bool ReadWrappedCode(EventBuilder& builder, const Line& line, Cursor rest);

// Reads words until one does not fit.
void ReadWords(EventBuilder& builder, const Line& line, Cursor rest) {
    CodeBytes& code = builder.event.code;
    builder.continuation = ReadWrappedCode;
    for (rest.SkipSpaces(); !rest.at_end(); rest.SkipSpaces()) {
        std::string_view start = rest.rest();
        CodeWord word = TakeWord(rest);
        std::string_view token = start.substr(0, start.size() - rest.rest().size());
        std::optional<uint64_t> value = ParseHex(word.digits);
        if (value && word.digits.size() == size_t{2} * code.unit) {
            AppendWord(code, word, *value);
            continue;
        }
        builder.AddDamage(
            word.digits.size() > size_t{2} * code.unit ? DamageKind::kExtraDigits : DamageKind::kMissingDigits,
            line.number, token);
        builder.continuation = nullptr;
        if (code.fault_at || word.marked) return;
        code.bytes.clear();
    }
}

// The line goes on where a terminal broke it: only words of the same length.
bool ReadWrappedCode(EventBuilder& builder, const Line& line, Cursor rest) {
    if (line.has_prefix() || rest.at_end()) return false;
    for (Cursor ahead = rest; !ahead.at_end(); ahead.SkipSpaces()) {
        if (TakeWord(ahead).digits.size() != size_t{2} * builder.event.code.unit) return false;
    }
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadWords(builder, line, rest);
    return true;
}

// Bytes of a word, by the first one that has a length that is printed anywhere; 0 where there is none.
uint8_t WordSize(Cursor rest) {
    for (rest.SkipSpaces(); !rest.at_end(); rest.SkipSpaces()) {
        size_t digits = TakeWord(rest).digits.size();
        if (digits == 2 || digits == 4 || digits == 8) return static_cast<uint8_t>(digits / 2);
    }
    return 0;
}

}  // namespace

// Code: ebfcdd4b e28a3020 f593f000 e1932f9f (e2822001)
// Code: 4b02 681b (601a)
// Code: bad PC value
bool ReadCodeLine(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.other_cpu || !builder.event.code.bytes.empty()) return true;
    uint8_t unit = WordSize(rest);
    if (unit == 0) return true;
    builder.event.code.unit = unit;
    ReadWords(builder, line, rest);
    return true;
}

}  // namespace faultbox
