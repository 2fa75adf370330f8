#include "target/journal/folder_listing.h"

#include <fcntl.h>

namespace faultbox::journal {

bool FolderListing::Open(int folder, const char* path) {
    entries_ = {};
    folder_ = OpenFile(folder, path, O_RDONLY | O_DIRECTORY);
    error_ = folder_.ok() ? 0 : errno;
    return folder_.ok();
}

const char* FolderListing::Next() {
    if (entries_.empty()) {
        ssize_t size = getdents64(folder_.get(), reinterpret_cast<dirent64*>(listed_.data()), listed_.size());
        if (size < 0 && error_ == 0) error_ = errno;
        if (size <= 0) return nullptr;
        entries_ = std::span(listed_).first(static_cast<size_t>(size));
    }
    auto* entry = reinterpret_cast<const dirent64*>(entries_.data());
    entries_ = entries_.subspan(entry->d_reclen);
    return entry->d_name;
}

Result<void> FolderListing::Finish() const {
    if (error_ == 0) return {};
    return Fail(ErrorCode::kIo, "cannot list the folder", static_cast<uint64_t>(error_));
}

}  // namespace faultbox::journal
