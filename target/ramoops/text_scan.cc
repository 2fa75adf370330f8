#include "target/ramoops/text_scan.h"

#include <algorithm>

#include "target/ramoops/dmesg_record.h"

namespace faultbox::ramoops {
namespace {

bool IsTextByte(uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t' || byte == 0x1b;
}

}  // namespace

bool IsMostlyText(Bytes bytes) {
    auto count = static_cast<size_t>(std::ranges::count_if(bytes, IsTextByte));
    return !bytes.empty() && count >= bytes.size() - bytes.size() / 10;
}

bool IsBlank(Bytes bytes) {
    return std::ranges::adjacent_find(bytes, std::ranges::not_equal_to()) == bytes.end();
}

std::string_view LongestText(Bytes bytes, size_t shortest) {
    Bytes longest;
    size_t begin = 0, end = 0;  // Of the run at hand; `end` is behind its last byte of text.
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (!IsTextByte(bytes[i])) continue;
        if (i > end + 1) begin = i;
        end = i + 1;
        if (end - begin > longest.size()) longest = bytes.subspan(begin, end - begin);
    }
    return longest.size() < shortest ? std::string_view() : AsText(longest);
}

size_t FindDumpHeader(Bytes bytes, size_t from) {
    std::string_view text = AsText(bytes);
    for (size_t at = text.find("====", from); at != std::string_view::npos; at = text.find("====", at + 1)) {
        if (ParseDumpHeader(bytes.subspan(at))) return at;
    }
    return bytes.size();
}

}  // namespace faultbox::ramoops
