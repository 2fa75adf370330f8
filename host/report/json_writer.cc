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

constexpr uint64_t kEach = 0x0101'0101'0101'0101;  // Times a byte: that byte eight times.

// All bytes of a word at once.
bool IsPlainWord(uint64_t word) {
    constexpr uint64_t kTops = kEach * 0x80;
    // A top bit stays set where a byte is less than `least`, and higher up perhaps.
    auto less = [&](uint64_t bytes, uint8_t least) { return (bytes - kEach * least) & ~bytes; };
    auto is = [&](char c) { return less(word ^ kEach * static_cast<uint8_t>(c), 1); };
    const uint64_t above = word | (word + kEach);  // '~'
    return ((above | less(word, ' ') | is('"') | is('\\')) & kTops) == 0;
}

template <typename Word>
Word WordAt(const char* text) {
    Word word;
    std::memcpy(&word, text, sizeof word);
    return word;
}

// Copies text of at least a word, which is no multiple of one: the last overlaps. `visit` gets each.
template <typename Word, typename Visit>
void CopyWords(std::string_view text, char* to, Visit visit) {
    auto copy = [&](size_t offset) {
        const Word word = WordAt<Word>(text.data() + offset);
        visit(word);
        std::memcpy(to + offset, &word, sizeof word);
    };
    const size_t last = text.size() - sizeof(Word);
    for (size_t offset = 0; offset < last; offset += sizeof(Word)) copy(offset);
    copy(last);
}

// What takes longer to hand to memcpy than to copy: keys.
void CopyShort(std::string_view text, char* to) {
    auto pass = [](auto) {};
    if (text.size() >= sizeof(uint64_t)) return CopyWords<uint64_t>(text, to, pass);
    if (text.size() >= sizeof(uint32_t)) return CopyWords<uint32_t>(text, to, pass);
    for (char c : text) *to++ = c;
}

// Copies `text` to `to`; false where not all of it is plain.
bool CopyPlain(std::string_view text, char* to) {
    bool is_plain = true;
    if (text.size() >= sizeof(uint64_t)) {
        CopyWords<uint64_t>(text, to, [&](uint64_t word) { is_plain &= IsPlainWord(word); });
    } else if (text.size() >= sizeof(uint32_t)) {
        uint64_t both = 0;
        CopyWords<uint32_t>(text, to, [&](uint32_t half) { both = both << 32 | half; });
        is_plain = IsPlainWord(text.size() > sizeof(uint32_t) ? both : both << 32 | both);
    } else {
        CopyShort(text, to);
        is_plain = std::ranges::all_of(text, JsonKey::IsPlain);
    }
    return is_plain;
}

// How much of the beginning of `text` is plain.
size_t PlainPart(std::string_view text) {
    return static_cast<size_t>(std::ranges::find_if_not(text, JsonKey::IsPlain) - text.begin());
}

constexpr size_t kNumberBytes = 20;  // Of the longest: 64 bits, decimal, or with a sign.
constexpr size_t kEscapedBytes = 6;  // Of the longest that stands for a byte.

}  // namespace

void JsonWriter::Key(JsonKey key) {
    const std::string_view name = key.name();
    Reserve(name.size() + std::string_view("\"\": ").size());
    BeforeMember();
    Put('"');
    CopyShort(name, next_);
    next_ += name.size();
    Put('"');
    EndKey();
}

void JsonWriter::AnyKey(std::string_view name) {
    Reserve(kEscapedBytes * name.size() + std::string_view("\"\": ").size());
    BeforeMember();
    Quote(name);
    EndKey();
}

void JsonWriter::String(std::string_view value) {
    Reserve(kEscapedBytes * value.size() + std::string_view("\"\"").size());
    BeforeValue();
    Quote(value);
}

void JsonWriter::Number(uint64_t value) {
    Reserve(kNumberBytes);
    BeforeValue();
    Integer(value);
}

void JsonWriter::Signed(int64_t value) {
    Reserve(kNumberBytes);
    BeforeValue();
    Integer(value);
}

void JsonWriter::Hex(uint64_t value) {
    Reserve(kNumberBytes + std::string_view("\"0x\"").size());
    BeforeValue();
    Put("\"0x");
    Integer(value, 16);
    Put('"');
}

void JsonWriter::Seconds(uint64_t microseconds) {
    constexpr uint64_t kMicroseconds = 1'000'000;
    Reserve(2 * kNumberBytes);
    BeforeValue();
    Integer(microseconds / kMicroseconds);
    // The one in front keeps the zeros; the point takes its place.
    char* const point = next_;
    Integer(kMicroseconds + microseconds % kMicroseconds);
    *point = '.';
}

void JsonWriter::Bool(bool value) {
    Reserve(std::string_view("false").size());
    BeforeValue();
    Put(value ? "true" : "false");
}

void JsonWriter::Null() {
    Reserve(std::string_view("null").size());
    BeforeValue();
    Put("null");
}

void JsonWriter::Members(std::string_view members) {
    if (members.empty()) return;
    Reserve(members.size());
    BeforeMember();
    Put(members);
}

void JsonWriter::StringMember(JsonKey key, std::optional<std::string_view> value) {
    Key(key);
    value ? String(*value) : Null();
}

void JsonWriter::TextMember(JsonKey key, std::string_view value) {
    Key(key);
    value.empty() ? Null() : String(value);
}

void JsonWriter::NumberMember(JsonKey key, std::optional<uint64_t> value) {
    Key(key);
    value ? Number(*value) : Null();
}

void JsonWriter::HexMember(JsonKey key, std::optional<uint64_t> value) {
    Key(key);
    value ? Hex(*value) : Null();
}

void JsonWriter::EndDocument() {
    Reserve(1);
    Put('\n');
}

std::string JsonWriter::Take() {
    EndDocument();
    std::string document(text());
    Clear();
    return document;
}

void JsonWriter::Begin(char bracket, JsonLayout layout) {
    Reserve(1);
    BeforeValue();
    Put(bracket);
    bool one_line = is_compact_ || layout == JsonLayout::kOneLine || (!levels_.empty() && levels_.back().one_line);
    levels_.push_back({.one_line = one_line});
}

void JsonWriter::End(char bracket) {
    Level level = levels_.back();
    levels_.pop_back();
    Reserve(1);
    if (!level.one_line && !level.empty) NewLine();
    Put(bracket);
}

void JsonWriter::BeforeValue() {
    if (std::exchange(after_key_, false)) return;
    BeforeMember();
}

void JsonWriter::BeforeMember() {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    const bool is_first = std::exchange(level.empty, false);
    if (!is_first) Put(',');
    if (!level.one_line) return NewLine();
    if (!is_first && !is_compact_) Put(' ');
}

void JsonWriter::EndKey() {
    Put(':');
    if (!is_compact_) Put(' ');
    after_key_ = true;
}

void JsonWriter::NewLine() {
    Put('\n');
    next_ = std::fill_n(next_, levels_.size(), ' ');
}

void JsonWriter::Quote(std::string_view text) {
    Put('"');
    if (CopyPlain(text, next_)) {
        next_ += text.size();
    } else {
        PutEscaped(text);
    }
    Put('"');
}

void JsonWriter::PutEscaped(std::string_view text) {
    while (!text.empty()) {
        size_t plain = PlainPart(text);
        Put(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        CodePoint next = DecodeUtf8(text);
        if (!next.valid) {
            Put("\xef\xbf\xbd");  // U+FFFD
        } else if (next.value == '"' || next.value == '\\' || !IsPrintable(next.value)) {
            Put(EscapeCodePoint(next.value));
        } else {
            Put(text.substr(0, next.size));
        }
        text.remove_prefix(next.size);
    }
}

template <typename T>
void JsonWriter::Integer(T value, int base) {
    next_ = std::to_chars(next_, next_ + kNumberBytes, value, base).ptr;
}

void JsonWriter::Put(std::string_view text) {
    next_ = std::ranges::copy(text, next_).out;
}

void JsonWriter::Grow(size_t size) {
    const size_t used = this->size();
    text_.resize(std::max(2 * text_.size(), used + size));
    next_ = text_.data() + used;
}

}  // namespace faultbox
