#include "arch/common/number_text.h"

namespace faultbox {
namespace {

// 16 and more for what is no digit.
unsigned DigitOf(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10) : 16;
}

}  // namespace

NumberText::NumberText(uint64_t value, unsigned base, unsigned digits) : begin_(text_.size()) {
    while (begin_ != 0 && (value != 0 || text_.size() - begin_ < digits)) {
        text_[--begin_] = "0123456789abcdef"[value % base];
        value /= base;
    }
}

std::optional<uint64_t> TakeNumber(std::string_view& text, unsigned base, uint64_t most) {
    uint64_t value = 0;
    size_t size = 0;
    for (; size < text.size(); ++size) {
        unsigned digit = DigitOf(text[size]);
        if (digit >= base) break;
        if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, digit, &value)) {
            return std::nullopt;
        }
    }
    if (size == 0 || value > most) return std::nullopt;
    text.remove_prefix(size);
    return value;
}

std::optional<uint64_t> ParseNumber(std::string_view text, unsigned base, uint64_t most) {
    std::optional<uint64_t> value = TakeNumber(text, base, most);
    return text.empty() ? value : std::nullopt;
}

}  // namespace faultbox
