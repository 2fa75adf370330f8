#include "target/usercrash/process_files.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "arch/common/number_text.h"
#include "arch/common/text_line.h"

namespace faultbox::usercrash {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;

std::optional<uint64_t> NumberAt(std::string_view text) {
    return TakeNumber(text);
}

// What stands behind `key` on a line of its own.
std::string_view ValueOf(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        std::string_view line = TakeLine(text);
        if (line.starts_with(key)) return line.substr(key.size());
    }
    return {};
}

}  // namespace

// CoreDumping:	1
// NSpid:	4321	17
StatusFacts ParseStatus(std::string_view text) {
    StatusFacts facts;
    std::string_view numbers = ValueOf(text, "NSpid:\t");
    std::optional<uint64_t> own = NumberAt(numbers.substr(numbers.rfind('\t') + 1));
    if (own && *own <= UINT32_MAX) facts.own_pid = static_cast<uint32_t>(*own);
    std::optional<uint64_t> dumping = NumberAt(ValueOf(text, "CoreDumping:\t"));
    if (dumping) facts.is_dumping_core = *dumping != 0;
    return facts;
}

// 4321 (media server) S 1 4321 4321 0 -1 4194560 1146 0 0 0 0 2 0 0 20 0 7 0 26143 ...
std::optional<uint64_t> ParseStartTicks(std::string_view text) {
    constexpr int kFieldsFromState = 19;
    size_t name_end = text.rfind(')');
    if (name_end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(name_end + 1);
    for (int i = 0; i <= kFieldsFromState; ++i) {
        size_t blank = text.find(' ');
        if (blank == std::string_view::npos) return std::nullopt;
        text.remove_prefix(blank + 1);
    }
    return NumberAt(text);
}

Result<size_t> DescriptorStream::Read(std::span<uint8_t> buffer) {
    return journal::ReadAll(fd_, buffer);
}

const DescriptorMemory::Line* DescriptorMemory::Load(uint64_t number) {
    Line& line = lines_[number % kLines];
    if (line.number == number) return &line;
    line.number = UINT64_MAX;
    // A line lies within one page, so that it can be read whole or not at all.
    ssize_t size = pread64(fd_, line.bytes.data(), kLineBytes, static_cast<off64_t>(number * kLineBytes));
    if (size != static_cast<ssize_t>(kLineBytes)) return nullptr;
    line.number = number;
    return &line;
}

bool DescriptorMemory::Read(uint64_t address, std::span<uint8_t> buffer) {
    if (address > UINT64_MAX - buffer.size()) return false;
    while (!buffer.empty()) {
        const Line* line = Load(address / kLineBytes);
        if (line == nullptr) return false;
        size_t at = address % kLineBytes;
        size_t size = std::min(kLineBytes - at, buffer.size());
        memcpy(buffer.data(), &line->bytes[at], size);
        buffer = buffer.subspan(size);
        address += size;
    }
    return true;
}

Result<void> ProcessFiles::OpenFolder(const char* folder, uint32_t pid) {
    FileDescriptor parent = journal::OpenFile(folder, O_RDONLY | O_DIRECTORY);
    if (!parent.ok()) return SystemFailure("cannot open the folder of processes");
    std::array<char, 16> name{};
    std::ranges::copy(NumberText(pid).view(), name.begin());
    folder_ = journal::OpenFile(parent.get(), name.data(), O_RDONLY | O_DIRECTORY);
    if (!folder_.ok()) return SystemFailure("the process is not there");
    return {};
}

Result<FileDescriptor> ProcessFiles::OpenFile(const char* name) const {
    FileDescriptor file = journal::OpenFile(folder_.get(), name, O_RDONLY);
    if (!file.ok()) return SystemFailure(name);
    return file;
}

Result<std::string_view> ProcessFiles::ReadFile(const char* name, std::span<uint8_t> buffer) const {
    Result<FileDescriptor> file = OpenFile(name);
    if (!file) return std::unexpected(file.error());
    Result<size_t> size = file->ReadAll(buffer);
    if (!size) return std::unexpected(size.error());
    return AsText(buffer.first(*size));
}

void ProcessFiles::ReadProgram() {
    std::array<char, 4096> path;
    long size = syscall(SYS_readlinkat, folder_.get(), "exe", path.data(), path.size());
    if (size <= 0) return;
    std::string_view text(path.data(), static_cast<size_t>(size));
    program_ = text.substr(text.size() > kMaxPath ? text.size() - kMaxPath : 0);
}

Result<void> ProcessFiles::Open(const char* folder, uint32_t pid) {
    if (Result<void> opened = OpenFolder(folder, pid); !opened) return opened;
    Result<FileDescriptor> memory = OpenFile("mem");
    if (!memory) return std::unexpected(memory.error());
    Result<FileDescriptor> maps = OpenFile("maps");
    if (!maps) return std::unexpected(maps.error());
    // Asked last: what was opened before then belongs to a process that is still in its dump.
    std::array<uint8_t, 4096> buffer;
    Result<std::string_view> status = ReadFile("status", buffer);
    if (!status) return std::unexpected(status.error());
    status_ = ParseStatus(*status);
    if (status_.is_dumping_core == false) return Fail(ErrorCode::kMismatch, "the process is not writing a core", pid);
    if (Result<std::string_view> stat = ReadFile("stat", buffer)) start_ticks_ = ParseStartTicks(*stat);
    ReadProgram();
    memory_ = std::move(*memory);
    maps_ = std::move(*maps);
    return {};
}

void ProcessFiles::Close() {
    for (FileDescriptor* file : {&folder_, &memory_, &maps_}) *file = FileDescriptor();
}

}  // namespace faultbox::usercrash
