#include "target/oops/stack_dump.h"

namespace faultbox {
namespace {

constexpr unsigned kRowBytes = 32;

// Words of 16 digits only where the CPU has such words.
unsigned DigitsOf(const EventBuilder& builder, std::string_view word) {
    return builder.event.arch == Arch::kArm64 && word.size() > 8 ? 16 : 8;
}

// Takes the words of a row up to one that is not there ("????????") or is damaged.
void ReadStackWords(EventBuilder& builder, const Line& line, Cursor rest) {
    StackWords& stack = builder.event.stack;
    for (rest.SkipSpaces(); !rest.at_end(); rest.SkipSpaces()) {
        std::string_view word = rest.Token();
        if (stack.words.empty()) stack.word_size = static_cast<uint8_t>(DigitsOf(builder, word) / 2);
        size_t digits = size_t{2} * stack.word_size;
        std::optional<uint64_t> value = ParseHex(word);
        if (value && word.size() == digits && stack.words.Append(*value)) {
            builder.stack_next += stack.word_size;
            continue;
        }
        builder.stack_end = 0;
        if (value && word.size() != digits) {
            builder.AddDamage(word.size() < digits ? DamageKind::kMissingDigits : DamageKind::kExtraDigits, line.number,
                              word);
        }
        return;
    }
}

// 9fa0: c0170b54 c0108c34 ef159fdc ef159fb8 c0170da4
// c0170b30 c0a8fb48 c0d8b845
bool ReadWrappedRow(EventBuilder& builder, const Line& line, Cursor rest) {
    if (line.has_prefix()) return false;
    for (Cursor ahead = rest; !ahead.at_end(); ahead.SkipSpaces()) {
        std::string_view word = ahead.Token();
        if (word.size() != size_t{2} * builder.event.stack.word_size || !IsHex(word)) return false;
    }
    builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    ReadStackWords(builder, line, rest);
    return true;
}

}  // namespace

// Stack: (0xc0b5df10 to 0xc0b5e000)    Stack: (0xffffffc07963bca0 to 0xffffffc07963c000)
bool ReadStackHeader(EventBuilder& builder, const Line&, Cursor rest) {
    std::optional<uint64_t> begin = rest.Hex();
    if (!begin || !rest.Skip(" to ")) return false;
    std::optional<uint64_t> end = rest.Hex();
    if (!end) return false;
    if (builder.event.stack.address || builder.other_cpu) return true;
    builder.event.stack.address = begin;
    builder.stack_next = *begin;
    builder.stack_end = *end;
    return true;
}

// df00:                                     c089d000 c00f1bb8 00000000 00000000
// bca0: ffffffc07963be30 ffffffc0000b5044 ffffffc07961fb80 ffffffc00072e630
bool ReadStackRow(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    std::string_view label = rest.HexDigits();
    if (label.size() != 4 || !rest.Skip(":")) return false;
    if (builder.stack_end == 0) return true;
    uint64_t next = builder.stack_next;
    if (next >= builder.stack_end || ParseHex(label) != (next & 0xffff & ~uint64_t{kRowBytes - 1})) {
        builder.AddDamage(DamageKind::kTornLine, line.number, label);
        builder.stack_end = 0;
        return true;
    }
    ReadStackWords(builder, line, rest);
    if (builder.stack_end != 0 && builder.stack_next % kRowBytes != 0) builder.continuation = ReadWrappedRow;
    return true;
}

// Exception stack(0xc0b5dfb0 to 0xc0b5dff8)
bool ReadExceptionStack(EventBuilder& builder, const Line&, Cursor) {
    builder.stack_end = 0;
    return true;
}

}  // namespace faultbox
