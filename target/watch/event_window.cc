#include "target/watch/event_window.h"

#include <algorithm>

namespace faultbox::watch {
namespace {

// "list_add corruption. prev->next should be ..." stands before "kernel BUG at".
constexpr size_t kHistoryBytes = 2048;

}  // namespace

void EventWindow::Put(std::string_view text) {
    size_t taken = std::min(text.size(), text_.size() - size_);
    std::ranges::copy(text.substr(0, taken), &text_[size_]);
    size_ += taken;
    if (taken < text.size()) is_full_ = true;
}

std::string_view EventWindow::Append(const KmsgRecord& record) {
    if (is_full_) return {};
    bool continues = record.flag == '+' && line_goes_on_ && size_ != 0;
    size_t before = size_;
    // The line feed that stood behind the part before.
    if (continues) --size_;
    size_t begin = continues ? text().rfind('\n') + 1 : size_;
    PutConsoleLines(*this, record, continues);
    if (is_full_) {
        size_ = before;
        return {};
    }
    line_goes_on_ = record.flag != '-';
    return text().substr(begin);
}

void EventWindow::TrimToHistory() {
    if (size_ <= 2 * kHistoryBytes) return;
    size_t line = text().find('\n', size_ - kHistoryBytes);
    DropFirst(line == std::string_view::npos ? size_ : line + 1);
}

void EventWindow::DropFirst(size_t bytes) {
    size_t kept = size_ - bytes;
    std::copy_n(&text_[bytes], kept, text_.begin());
    size_ = kept;
    is_full_ = false;
    if (kept == 0) line_goes_on_ = false;
}

void EventWindow::Clear() {
    size_ = 0;
    is_full_ = line_goes_on_ = false;
}

}  // namespace faultbox::watch
