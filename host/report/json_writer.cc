#include "host/report/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <format>
#include <utility>

#include "host/report/utf8.h"

namespace faultbox {
namespace {

// RFC 8259, section 7: a code point above U+FFFF is escaped as a surrogate pair; none that needs escaping is.
std::string EscapeCodePoint(char32_t c) {
    switch (c) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        case '\t':
            return "\\t";
        default:
            return std::format("\\u{:04x}", static_cast<uint32_t>(c));
    }
}

// ASCII that stands for itself.
bool IsPlain(char c) {
    return (c >= ' ') & (c <= '~') & (c != '"') & (c != '\\');
}

constexpr uint64_t kEach = 0x0101'0101'0101'0101;  // Times a byte: that byte eight times.

// The eight bytes of a word at once.
bool IsPlainWord(uint64_t word) {
    constexpr uint64_t kTops = kEach * 0x80;
    // A top bit stays set where a byte is less than `least`, and higher up perhaps.
    auto less = [&](uint64_t bytes, uint8_t least) { return (bytes - kEach * least) & ~bytes; };
    auto is = [&](char c) { return less(word ^ kEach * static_cast<uint8_t>(c), 1); };
    return ((word | less(word, ' ') | is('"') | is('\\') | is('\x7f')) & kTops) == 0;
}

template <typename Word>
Word WordAt(std::string_view text, size_t offset) {
    Word word;
    std::memcpy(&word, text.data() + offset, sizeof word);
    return word;
}

// Words overlap where the text is no multiple of one.
bool IsAllPlain(std::string_view text) {
    constexpr size_t kWordBytes = sizeof(uint64_t), kHalfBytes = sizeof(uint32_t);
    if (text.size() < kHalfBytes) return std::ranges::all_of(text, IsPlain);
    if (text.size() < kWordBytes) {
        const uint64_t upper = WordAt<uint32_t>(text, text.size() - kHalfBytes);
        return IsPlainWord(upper << 32 | WordAt<uint32_t>(text, 0));
    }
    const size_t last = text.size() - kWordBytes;
    for (size_t offset = 0; offset < last; offset += kWordBytes) {
        if (!IsPlainWord(WordAt<uint64_t>(text, offset))) return false;
    }
    return IsPlainWord(WordAt<uint64_t>(text, last));
}

// How much of the beginning of `text` is plain.
size_t PlainPart(std::string_view text) {
    return static_cast<size_t>(std::ranges::find_if_not(text, IsPlain) - text.begin());
}

constexpr size_t kNumberBytes = 20;  // Of the longest: 64 bits, decimal, or with a sign.

}  // namespace

void JsonWriter::Key(std::string_view name) {
    BeforeMember();
    Quote(name);
    Append(':');
    if (!is_compact_) Append(' ');
    after_key_ = true;
}

void JsonWriter::String(std::string_view value) {
    BeforeValue();
    Quote(value);
}

void JsonWriter::Number(uint64_t value) {
    BeforeValue();
    Integer(value);
}

void JsonWriter::Signed(int64_t value) {
    BeforeValue();
    Integer(value);
}

void JsonWriter::Hex(uint64_t value) {
    BeforeValue();
    Append("\"0x");
    Integer(value, 16);
    Append('"');
}

void JsonWriter::Seconds(uint64_t microseconds) {
    constexpr uint64_t kMicroseconds = 1'000'000;
    BeforeValue();
    Integer(microseconds / kMicroseconds);
    // The one in front keeps the zeros; the point takes its place.
    const size_t point = used_;
    Integer(kMicroseconds + microseconds % kMicroseconds);
    text_[point] = '.';
}

void JsonWriter::Bool(bool value) {
    BeforeValue();
    Append(value ? "true" : "false");
}

void JsonWriter::Null() {
    BeforeValue();
    Append("null");
}

void JsonWriter::Members(std::string_view members) {
    if (members.empty()) return;
    BeforeMember();
    Append(members);
}

void JsonWriter::StringMember(std::string_view key, std::optional<std::string_view> value) {
    Key(key);
    value ? String(*value) : Null();
}

void JsonWriter::TextMember(std::string_view key, std::string_view value) {
    Key(key);
    value.empty() ? Null() : String(value);
}

void JsonWriter::NumberMember(std::string_view key, std::optional<uint64_t> value) {
    Key(key);
    value ? Number(*value) : Null();
}

void JsonWriter::HexMember(std::string_view key, std::optional<uint64_t> value) {
    Key(key);
    value ? Hex(*value) : Null();
}

std::string JsonWriter::Take() {
    EndDocument();
    text_.resize(std::exchange(used_, 0));
    return std::exchange(text_, {});
}

void JsonWriter::Begin(char bracket, JsonLayout layout) {
    BeforeValue();
    Append(bracket);
    bool one_line = is_compact_ || layout == JsonLayout::kOneLine || (!levels_.empty() && levels_.back().one_line);
    levels_.push_back({.one_line = one_line});
}

void JsonWriter::End(char bracket) {
    Level level = levels_.back();
    levels_.pop_back();
    if (!level.one_line && !level.empty) NewLine();
    Append(bracket);
}

void JsonWriter::BeforeValue() {
    if (std::exchange(after_key_, false)) return;
    BeforeMember();
}

void JsonWriter::BeforeMember() {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    const bool is_first = std::exchange(level.empty, false);
    if (!is_first) Append(',');
    if (!level.one_line) return NewLine();
    if (!is_first && !is_compact_) Append(' ');
}

void JsonWriter::NewLine() {
    Append('\n');
    const size_t depth = levels_.size();
    std::memset(Room(depth), ' ', depth);
    used_ += depth;
}

void JsonWriter::Quote(std::string_view text) {
    if (!IsAllPlain(text)) return QuoteEscaped(text);
    char* to = Room(text.size() + 2);
    *to++ = '"';
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    to[text.size()] = '"';
    used_ += text.size() + 2;
}

void JsonWriter::QuoteEscaped(std::string_view text) {
    Append('"');
    while (!text.empty()) {
        size_t plain = PlainPart(text);
        Append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        CodePoint next = DecodeUtf8(text);
        if (!next.valid) {
            Append("\xef\xbf\xbd");  // U+FFFD
        } else if (next.value == '"' || next.value == '\\' || !IsPrintable(next.value)) {
            Append(EscapeCodePoint(next.value));
        } else {
            Append(text.substr(0, next.size));
        }
        text.remove_prefix(next.size);
    }
    Append('"');
}

template <typename T>
void JsonWriter::Integer(T value, int base) {
    char* to = Room(kNumberBytes);
    used_ += static_cast<size_t>(std::to_chars(to, to + kNumberBytes, value, base).ptr - to);
}

void JsonWriter::Append(char c) {
    *Room(1) = c;
    ++used_;
}

void JsonWriter::Append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(Room(text.size()), text.data(), text.size());
    used_ += text.size();
}

// What lies behind `used_` was set to zero when the text grew, and not each time that it is used.
char* JsonWriter::Room(size_t size) {
    if (text_.size() - used_ < size) text_.resize(std::max(2 * text_.size(), used_ + size));
    return text_.data() + used_;
}

}  // namespace faultbox
