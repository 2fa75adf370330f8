#include "target/selftest/system.h"

#include <algorithm>

#include "target/harvest/system_files.h"

namespace faultbox::selftest {

LineFile::LineFile(const harvest::FileReader& files, std::string_view path) {
    Result<Bytes> content = files.Read(path, {reinterpret_cast<uint8_t*>(line_.data()), line_.size()});
    if (!content) return;
    is_there_ = true;
    std::string_view text = AsText(*content);
    size_ = std::min({text.find('\n'), text.find('\0'), text.size()});
}

std::optional<uint64_t> LineFile::number() const {
    return harvest::ReadKernelNumber(line());
}

bool IsThere(const harvest::FileReader& files, std::string_view path) {
    uint8_t byte;
    return files.Read(path, {&byte, 1}).has_value();
}

}  // namespace faultbox::selftest
