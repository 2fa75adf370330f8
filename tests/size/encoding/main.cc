// A program of nothing but an encoder, to compare two of them by the size of the file. The event is read from standard
// input, so that no compiler can know what is in it, into memory that is no part of the file.
#include <unistd.h>

#include <array>
#include <new>

#include "tests/size/encoding/measure.h"

int main() {
    alignas(faultbox::CrashEvent) static std::array<char, sizeof(faultbox::CrashEvent)> storage;
    static std::array<uint8_t, 65536> out;
    if (read(STDIN_FILENO, storage.data(), storage.size()) < 0) return 1;
    size_t size = Encode(*std::launder(reinterpret_cast<faultbox::CrashEvent*>(storage.data())), out);
    return write(STDOUT_FILENO, out.data(), size) == static_cast<ssize_t>(size) ? 0 : 1;
}
