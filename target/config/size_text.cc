#include "target/config/size_text.h"

#include "arch/common/number_text.h"

namespace faultbox::config {

std::optional<uint64_t> ParseSize(std::string_view text) {
    bool is_hex = text.starts_with("0x");
    if (is_hex) text.remove_prefix(2);
    unsigned shift = text.ends_with('K') ? 10 : text.ends_with('M') ? 20 : 0;
    if (shift != 0) text.remove_suffix(1);
    std::optional<uint64_t> value = ParseNumber(text, is_hex ? 16 : 10, UINT64_MAX >> shift);
    if (!value) return std::nullopt;
    return *value << shift;
}

}  // namespace faultbox::config
