#include "target/journal/output.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace faultbox::journal {

void Output::Put(std::string_view text) {
    while (!text.empty()) {
        size_t count = std::min(text.size(), buffer_.size() - size_);
        std::copy_n(text.begin(), count, &buffer_[size_]);
        size_ += count;
        text.remove_prefix(count);
        if (size_ == buffer_.size()) Flush();
    }
}

bool Output::Flush() {
    for (size_t done = 0; done < size_ && error_ == 0;) {
        ssize_t count = write(fd_, &buffer_[done], size_ - done);
        if (count >= 0) {
            done += static_cast<size_t>(count);
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    size_ = 0;
    return error_ == 0;
}

}  // namespace faultbox::journal
