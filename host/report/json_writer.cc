#include "host/report/json_writer.h"

#include <algorithm>
#include <charconv>
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

// How much of the beginning of `text` is ASCII that stands for itself.
size_t PlainPart(std::string_view text) {
    auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    return static_cast<size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

}  // namespace

void JsonWriter::Key(std::string_view name) {
    BeforeMember();
    Quote(name);
    text_ += is_compact_ ? ":" : ": ";
    after_key_ = true;
}

void JsonWriter::String(std::string_view value) {
    BeforeValue();
    Quote(value);
}

void JsonWriter::Number(uint64_t value) {
    BeforeValue();
    Unsigned(value);
}

void JsonWriter::Signed(int64_t value) {
    BeforeValue();
    text_ += std::to_string(value);
}

void JsonWriter::Hex(uint64_t value) {
    BeforeValue();
    text_ += "\"0x";
    Unsigned(value, 16);
    text_ += '"';
}

void JsonWriter::Seconds(uint64_t microseconds) {
    BeforeValue();
    text_ += std::format("{}.{:06}", microseconds / 1000000, microseconds % 1000000);
}

void JsonWriter::Bool(bool value) {
    BeforeValue();
    text_ += value ? "true" : "false";
}

void JsonWriter::Null() {
    BeforeValue();
    text_ += "null";
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
    text_ += '\n';
    return std::exchange(text_, {});
}

void JsonWriter::Begin(char bracket, JsonLayout layout) {
    BeforeValue();
    text_ += bracket;
    bool one_line = is_compact_ || layout == JsonLayout::kOneLine || (!levels_.empty() && levels_.back().one_line);
    levels_.push_back({.one_line = one_line});
}

void JsonWriter::End(char bracket) {
    Level level = levels_.back();
    levels_.pop_back();
    if (!level.one_line && !level.empty) NewLine();
    text_ += bracket;
}

void JsonWriter::BeforeValue() {
    if (std::exchange(after_key_, false)) return;
    BeforeMember();
}

void JsonWriter::BeforeMember() {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!std::exchange(level.empty, false)) text_ += level.one_line && !is_compact_ ? ", " : ",";
    if (!level.one_line) NewLine();
}

void JsonWriter::NewLine() {
    text_ += '\n';
    text_.append(levels_.size(), ' ');
}

void JsonWriter::Quote(std::string_view text) {
    text_ += '"';
    while (!text.empty()) {
        size_t plain = PlainPart(text);
        text_.append(text, 0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        CodePoint next = DecodeUtf8(text);
        if (!next.valid) {
            text_ += "\xef\xbf\xbd";  // U+FFFD
        } else if (next.value == '"' || next.value == '\\' || !IsPrintable(next.value)) {
            text_ += EscapeCodePoint(next.value);
        } else {
            text_ += text.substr(0, next.size);
        }
        text.remove_prefix(next.size);
    }
    text_ += '"';
}

void JsonWriter::Unsigned(uint64_t value, int base) {
    char digits[20];
    text_.append(digits, std::to_chars(digits, std::end(digits), value, base).ptr);
}

}  // namespace faultbox
