#include "target/journal/directory.h"

namespace faultbox::journal {

[[gnu::noinline]] FolderLock::FolderLock(Directory& directory) : directory_(directory) {
    directory_.Lock();
}

[[gnu::noinline]] FolderLock::~FolderLock() {
    directory_.Unlock();
}

}  // namespace faultbox::journal
