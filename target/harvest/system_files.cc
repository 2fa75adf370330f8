#include "target/harvest/system_files.h"

#include <fcntl.h>

#include <algorithm>

#include "arch/common/number_text.h"
#include "target/journal/file_descriptor.h"

namespace faultbox::harvest {
namespace {

std::array<char, 256> Terminated(std::string_view path) {
    std::array<char, 256> text{};
    if (path.size() < text.size() && !path.contains('\0')) std::ranges::copy(path, text.begin());
    return text;
}

}  // namespace

Result<Bytes> ReadSystemFile(std::string_view path, std::span<uint8_t> buffer) {
    // A file that the configuration names may be a FIFO.
    journal::FileDescriptor file = journal::OpenFile(Terminated(path).data(), O_RDONLY | O_NONBLOCK);
    if (!file.ok()) return journal::SystemFailure("cannot open");
    Result<size_t> size = file.ReadAll(buffer);
    if (!size) return std::unexpected(size.error());
    return Bytes(buffer.first(*size));
}

bool RunningSystemFiles::StartListing(std::string_view folder) {
    return listing_.Open(AT_FDCWD, Terminated(folder).data());
}

std::optional<std::string_view> RunningSystemFiles::NextName() {
    while (const char* name = listing_.Next()) {
        if (name[0] != '.') return name;
    }
    return std::nullopt;
}

void Path::Append(std::string_view text) {
    size_t size = std::min(text.size(), text_.size() - size_);
    std::copy_n(text.begin(), size, text_.begin() + static_cast<ptrdiff_t>(size_));
    size_ += size;
}

Path& Path::operator/(std::string_view name) {
    Append("/");
    Append(name);
    return *this;
}

std::optional<uint64_t> ReadKernelNumber(std::string_view text) {
    unsigned base = text.size() > 1 && text.front() == '0' ? 8 : 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    return ParseNumber(text, base);
}

std::string_view ReadLine(const FileReader& files, std::string_view path, std::span<uint8_t> buffer) {
    Result<Bytes> content = files.Read(path, buffer);
    if (!content) return {};
    std::string_view line = AsText(*content);
    line = line.substr(0, line.find_first_of(std::string_view("\n\0", 2)));
    constexpr std::string_view kBlanks = " \t\r";
    line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    bool is_text = std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
    return is_text ? line : std::string_view();
}

}  // namespace faultbox::harvest
