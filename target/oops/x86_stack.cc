#include "target/oops/x86_stack.h"

#include "target/oops/x86_fault.h"

namespace faultbox {
namespace {

// Words of a whole row: 32 bytes.
constexpr size_t kRowBytes = 32;

// "<0> ffff8800…": what stood for the level of a line that was printed in pieces (KERN_EMERG, 2.6).
void SkipLevel(Cursor& rest) {
    Cursor ahead = rest;
    if (!ahead.Skip("<")) return;
    if (ahead.Token().ends_with(">")) {
        ahead.SkipSpaces();
        rest = ahead;
    }
}

bool IsRow(Cursor rest, size_t digits) {
    if (rest.at_end()) return false;
    for (; !rest.at_end(); rest.SkipSpaces()) {
        std::string_view word = rest.Token();
        if (word.size() != digits || !IsHex(word)) return false;
    }
    return true;
}

//  ffff8803bd39bc70 ffffffff810aff99 00000001bd39bc60 ffff880470073680
//  c18655ce 00012fa6 c16c22d8 c170e174 00000000 00000105 c1a39cd4 df44bef8
// <d> 6db6db6db6db6db7 52c450b9b135b712 0000000000000000 6db6db6db6db6db7
bool ReadRow(EventBuilder& builder, const Line& line, Cursor rest) {
    rest.SkipSpaces();
    SkipLevel(rest);
    Cursor first = rest;
    size_t digits = first.Token().size();
    Arch arch = X86OfDigits(digits);
    if (arch == Arch::kUnknown || !IsRow(rest, digits)) return false;
    if (builder.event.arch == Arch::kUnknown) SetX86(builder, arch);
    StackWords& stack = builder.event.stack;
    auto word_size = static_cast<uint8_t>(digits / 2);
    if (!stack.words.empty() && stack.word_size != word_size) return false;
    bool torn = stack.words.size() * word_size % kRowBytes != 0 && !line.has_prefix();
    if (torn) builder.AddDamage(DamageKind::kWrappedLine, line.number, line.text);
    stack.word_size = word_size;
    for (; !rest.at_end(); rest.SkipSpaces()) {
        if (std::optional<uint64_t> word = ParseHex(rest.Token())) stack.words.Append(*word);
    }
    builder.continuation = ReadRow;
    return true;
}

}  // namespace

bool ReadX86Stack(EventBuilder& builder, const Line& line, Cursor rest) {
    if (builder.other_cpu || InTrace(builder) || !builder.event.stack.words.empty()) return true;
    rest.SkipSpaces();
    builder.continuation = ReadRow;
    if (!rest.at_end()) ReadRow(builder, line, rest);
    return true;
}

}  // namespace faultbox
