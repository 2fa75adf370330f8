// What the generated classes need of libc++.a beyond the recorder's shim: strings, and the locks of a lazy table.
#include <mutex>
#include <string>

template class std::basic_string<char>;

namespace std::inline __1 {
void mutex::lock() {}
void mutex::unlock() noexcept {}
mutex::~mutex() noexcept {}
}  // namespace std::inline __1
