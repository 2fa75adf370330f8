#include "target/selftest/system.h"

#include <algorithm>

#include "arch/common/number_text.h"

namespace faultbox::selftest {

LineFile::LineFile(const manifest::SystemFiles& files, const char* path) {
    Result<size_t> size = files.Read(path, {reinterpret_cast<uint8_t*>(line_.data()), line_.size()});
    if (!size) return;
    is_there_ = true;
    std::string_view text(line_.data(), *size);
    size_ = std::min({text.find('\n'), text.find('\0'), text.size()});
}

std::optional<uint64_t> LineFile::number() const {
    std::string_view text = line();
    if (!text.starts_with("0x")) return ParseNumber(text);
    text.remove_prefix(2);
    return ParseNumber(text, 16);
}

std::string_view TakeLine(std::string_view& text) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

PathIn::PathIn(std::string_view folder, std::string_view name) {
    if (folder.size() + name.size() >= text_.size()) return;
    std::ranges::copy(name, std::ranges::copy(folder, text_.begin()).out);
}

bool IsThere(const manifest::SystemFiles& files, const char* path) {
    uint8_t byte;
    return files.Read(path, {&byte, 1}).has_value();
}

}  // namespace faultbox::selftest
