#include "target/oops/device_prefix.h"

namespace faultbox {

std::string_view TakePciDevice(Cursor& rest) {
    constexpr std::string_view kForm = "hhhh:hh:hh.d: ";
    Cursor ahead = rest;
    ahead.Token();
    std::string_view text = ahead.rest();
    if (text.size() <= kForm.size() || !ahead.Skip(" ")) return {};
    text.remove_prefix(1);
    for (size_t i = 0; i < kForm.size(); ++i) {
        bool fits = kForm[i] == 'h' || kForm[i] == 'd' ? IsHexDigit(text[i]) : text[i] == kForm[i];
        if (!fits) return {};
    }
    rest = Cursor(text.substr(kForm.size()));
    return text.substr(0, kForm.size() - 2);
}

}  // namespace faultbox
