#include "host/pull/file_record_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <format>
#include <vector>

#include "target/codec/crc32.h"

namespace faultbox {
namespace {

constexpr int kMaxNames = 99;
constexpr mode_t kFolderMode = 0777;
constexpr mode_t kFileMode = 0666;

std::unexpected<Error> SystemFailure(const char* what) {
    return Fail(ErrorCode::kIo, what, static_cast<uint64_t>(errno));
}

std::string NameOf(const OfferedRecord& record, int attempt) {
    std::string number = attempt > 1 ? std::format("-{}", attempt) : "";
    return std::format("faultbox-{}-{:06}-{:016x}{}.fbx", record.unit, record.sequence, record.signature, number);
}

// Another content of the same record is not gone on with.
std::string PartNameOf(const OfferedRecord& record) {
    return std::format("faultbox-{}-{:06}-{:016x}-{:08x}.part", record.unit, record.sequence, record.signature,
                       record.crc);
}

// Whether the file is what was offered, to the last byte.
Result<bool> HoldsRecord(int fd, const OfferedRecord& record) {
    struct stat status;
    if (fstat(fd, &status) != 0) return SystemFailure("cannot stat");
    if (!S_ISREG(status.st_mode) || status.st_size != static_cast<off_t>(record.size_bytes)) return false;
    std::vector<uint8_t> content(record.size_bytes);
    for (size_t done = 0; done < content.size();) {
        ssize_t count = pread(fd, &content[done], content.size() - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return SystemFailure("cannot read");
        if (count == 0) return false;
        done += static_cast<size_t>(count);
    }
    return codec::Crc32(content) == record.crc;
}

}  // namespace

FileRecordFolder::~FileRecordFolder() {
    ClosePart();
    if (folder_ >= 0) close(folder_);
}

void FileRecordFolder::ClosePart() {
    if (part_ >= 0) close(part_);
    part_ = -1;
}

Result<void> FileRecordFolder::Open(const std::string& path) {
    if (mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) return SystemFailure("cannot create the folder");
    folder_ = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0) return SystemFailure("cannot open the folder");
    return {};
}

Result<bool> FileRecordFolder::Holds(const std::string& name, const OfferedRecord& record) const {
    int fd = openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ELOOP) return false;
    if (fd < 0) return SystemFailure("cannot open");
    Result<bool> holds = HoldsRecord(fd, record);
    // A run that was interrupted may have left it before it was durable.
    if (holds && *holds && fsync(fd) != 0) holds = SystemFailure("cannot sync the file");
    close(fd);
    return holds;
}

Result<bool> FileRecordFolder::Has(const OfferedRecord& record) {
    for (int attempt = 1; attempt <= kMaxNames; ++attempt) {
        Result<bool> holds = Holds(NameOf(record, attempt), record);
        if (!holds && holds.error().offset == ENOENT) return false;
        if (!holds) return holds;
        if (*holds && fsync(folder_) != 0) return SystemFailure("cannot sync the folder");
        if (*holds) return true;
    }
    return false;
}

Result<uint32_t> FileRecordFolder::Begin(const OfferedRecord& record) {
    ClosePart();
    record_ = record;
    part_name_ = PartNameOf(record);
    part_ = openat(folder_, part_name_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode);
    struct stat status;
    if (part_ < 0 || fstat(part_, &status) != 0) return SystemFailure("cannot create the file");
    if (!S_ISREG(status.st_mode)) return Fail(ErrorCode::kMismatch, "what is in the way is no file");
    off_t size = status.st_size <= static_cast<off_t>(record.size_bytes) ? status.st_size : 0;
    if (ftruncate(part_, size) != 0 || lseek(part_, size, SEEK_SET) < 0) return SystemFailure("cannot write");
    return static_cast<uint32_t>(size);
}

Result<void> FileRecordFolder::Append(Bytes bytes) {
    while (!bytes.empty()) {
        ssize_t count = write(part_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return SystemFailure("cannot write");
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
    return {};
}

// RENAME_NOREPLACE needs Linux 3.15, and some file systems do not know it.
Result<void> FileRecordFolder::Publish() {
    for (int attempt = 1; attempt <= kMaxNames; ++attempt) {
        std::string name = NameOf(record_, attempt);
        if (renameat2(folder_, part_name_.c_str(), folder_, name.c_str(), RENAME_NOREPLACE) == 0) return {};
        bool unknown = errno == EINVAL || errno == ENOSYS;
        struct stat status;
        if (unknown && fstatat(folder_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) errno = EEXIST;
        if (unknown && errno == ENOENT && renameat(folder_, part_name_.c_str(), folder_, name.c_str()) == 0) return {};
        if (errno != EEXIST) return SystemFailure("cannot rename the file");
    }
    return Fail(ErrorCode::kLimit, "too many records of one name");
}

Result<void> FileRecordFolder::Commit() {
    Result<bool> whole = HoldsRecord(part_, record_);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) {
        ClosePart();
        if (unlinkat(folder_, part_name_.c_str(), 0) != 0) return SystemFailure("cannot remove");
        return Fail(ErrorCode::kChecksum, "another content than was offered");
    }
    if (fsync(part_) != 0) return SystemFailure("cannot sync the file");
    ClosePart();
    if (Result<void> published = Publish(); !published) return published;
    if (fsync(folder_) != 0) return SystemFailure("cannot sync the folder");
    return {};
}

}  // namespace faultbox
