#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultbox {

/// Whether the members of an object or array stand on lines of their own or all on one.
enum class JsonLayout : uint8_t { kLines, kOneLine };

/// The key of a member, a literal that stands for itself in JSON.
class JsonKey {
  public:
    consteval JsonKey(const char* name) : name_(name) {
        for (char c : name_) {
            if (!IsPlain(c)) NeedsEscapes();
        }
    }
    std::string_view name() const { return name_; }

    /// ASCII that stands for itself.
    static constexpr bool IsPlain(char c) { return (c >= ' ') & (c <= '~') & (c != '"') & (c != '\\'); }

  private:
    static void NeedsEscapes();  // Not defined: such a key is an error of the compiler.

    std::string_view name_;
};

/// Writes JSON (RFC 8259), always UTF-8. Strings may be any bytes: what is not UTF-8 becomes U+FFFD, and what could act
/// on a terminal is escaped. The caller pairs Begin and End, and sets a key before each member of an object.
class JsonWriter {
  public:
    enum class Style : uint8_t {
        kReadable,  ///< Lines and blanks as the layouts ask for.
        kCompact,   ///< All on one line, without blanks.
    };
    explicit JsonWriter(Style style = Style::kReadable) : is_compact_(style == Style::kCompact) {}
    JsonWriter(const JsonWriter&) = delete;
    JsonWriter& operator=(const JsonWriter&) = delete;

    void BeginObject(JsonLayout layout = JsonLayout::kLines) { Begin('{', layout); }
    void EndObject() { End('}'); }
    void BeginArray(JsonLayout layout = JsonLayout::kLines) { Begin('[', layout); }
    void EndArray() { End(']'); }
    void Key(JsonKey key);
    /// A key that may be any bytes.
    void AnyKey(std::string_view name);

    void String(std::string_view value);
    void Number(uint64_t value);
    void Signed(int64_t value);
    /// As a string, since JSON has no hexadecimal numbers and readers round large ones: "0x2c".
    void Hex(uint64_t value);
    /// Microseconds as a number of seconds with six decimals.
    void Seconds(uint64_t microseconds);
    void Bool(bool value);
    void Null();

    /// A member that is null when absent.
    void StringMember(JsonKey key, std::optional<std::string_view> value);
    /// A member that is null when `value` is empty.
    void TextMember(JsonKey key, std::string_view value);
    void NumberMember(JsonKey key, std::optional<uint64_t> value);
    void HexMember(JsonKey key, std::optional<uint64_t> value);

    /// Members that another writer finished, in compact style for a compact text: what stood between the brackets of
    /// their object.
    void Members(std::string_view members);

    /// Ends the document with a newline; another one may follow it.
    void EndDocument();
    /// All that was written, valid until more is.
    std::string_view text() const { return {text_.data(), size()}; }
    /// Begins anew, in the same memory.
    void Clear() { next_ = text_.data(); }
    /// The document, with a newline at the end.
    std::string Take();

  private:
    struct Level {
        bool one_line = false;
        bool empty = true;
    };

    void Begin(char bracket, JsonLayout layout);
    void End(char bracket);

    // Makes room for a key or value of at most `size` bytes and for what stands between it and the one before.
    void Reserve(size_t size) {
        const size_t between = 2 + levels_.size();  // Comma, then blank or newline, and that many blanks.
        if (static_cast<size_t>(text_.data() + text_.size() - next_) < size + between) Grow(size + between);
    }
    void Grow(size_t size);
    size_t size() const { return static_cast<size_t>(next_ - text_.data()); }

    // These write where there is room.
    void BeforeValue();
    void BeforeMember();
    void EndKey();
    void NewLine();
    void Quote(std::string_view text);
    void PutEscaped(std::string_view text);
    template <typename T>
    void Integer(T value, int base = 10);
    void Put(char c) { *next_++ = c; }
    void Put(std::string_view text);

    bool is_compact_;
    std::vector<char> text_;
    char* next_ = nullptr;  // Behind what was written.
    std::vector<Level> levels_;
    bool after_key_ = false;
};

}  // namespace faultbox
