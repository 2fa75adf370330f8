#include "target/config/config_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "target/journal/file_descriptor.h"
#include "target/journal/file_status.h"

namespace faultbox::config {
namespace {

using journal::FileDescriptor;
using journal::SystemFailure;

Result<void> CheckOwner(const FileDescriptor& file) {
    journal::FileStatus status;
    if (!journal::ReadStatus(file.get(), status)) return SystemFailure("cannot stat");
    if (!S_ISREG(status.mode)) return Fail(ErrorCode::kMalformed, "not a regular file");
    bool is_ours = status.uid == 0 || status.uid == geteuid();
    if (!is_ours || (status.mode & (S_IWGRP | S_IWOTH)) != 0) {
        return Fail(ErrorCode::kMismatch, "others than its owner could have written it");
    }
    return {};
}

}  // namespace

Result<void> ConfigFile::Load(const char* path, ProblemSink& problems) {
    // Opening a FIFO would wait for a writer.
    FileDescriptor file = journal::OpenFile(path, O_RDONLY | O_NONBLOCK);
    if (!file.ok()) return SystemFailure("cannot open");
    if (Result<void> checked = CheckOwner(file); !checked) return checked;
    Result<size_t> size = file.ReadAll(std::span(reinterpret_cast<uint8_t*>(content_.data()), content_.size()));
    if (!size) return std::unexpected(size.error());
    if (*size == content_.size()) return Fail(ErrorCode::kLimit, "the configuration is too large", *size - 1);
    // An editor may have left the last line without its end.
    content_[*size] = '\n';
    config_ = ParseConfig(std::span(content_).first(*size + 1), problems);
    return {};
}

}  // namespace faultbox::config
