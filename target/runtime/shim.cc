// What libc++'s headers need from libc++.a, for programs that link musl statically and have no libc++.a: Debian's is
// built for glibc and throws, which would bring an unwinder and a demangler along. Nothing here throws; what cannot go
// on ends the program, and the crash that was being harvested stays where it is.
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

[[noreturn]] void Die(const char* why, size_t size) {
    [[maybe_unused]] ssize_t written = write(STDERR_FILENO, why, size);
    __builtin_trap();  // abort() takes locks and masks of signals along, for threads.
}

template <size_t kSize>
[[noreturn]] void Die(const char (&why)[kSize]) {
    Die(why, kSize - 1);
}

void* Allocate(size_t size) {
    void* memory = malloc(size == 0 ? 1 : size);
    if (memory == nullptr) Die("faultbox: out of memory\n");
    return memory;
}

void* AllocateAligned(size_t size, std::align_val_t alignment) {
    void* memory = nullptr;
    if (posix_memalign(&memory, static_cast<size_t>(alignment), size == 0 ? 1 : size) != 0) {
        Die("faultbox: out of memory\n");
    }
    return memory;
}

}  // namespace

void* operator new(size_t size) {
    return Allocate(size);
}
void* operator new[](size_t size) {
    return Allocate(size);
}
void* operator new(size_t size, std::align_val_t alignment) {
    return AllocateAligned(size, alignment);
}
void operator delete(void* memory) noexcept {
    free(memory);
}
void operator delete[](void* memory) noexcept {
    free(memory);
}
void operator delete(void* memory, size_t) noexcept {
    free(memory);
}
void operator delete[](void* memory, size_t) noexcept {
    free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    free(memory);
}
void operator delete(void* memory, size_t, std::align_val_t) noexcept {
    free(memory);
}

// Declared by libc++'s <__verbose_abort>; the message would drag vfprintf in.
namespace std::inline __1 {
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) {
    Die("faultbox: libc++ check failed\n");
}
}  // namespace std::inline __1

// Instead of musl's, which takes 1 KB to translate the requests with times of kernels before 5.6: the recorder has none
// of them.
extern "C" int ioctl(int fd, int request, ...) {
    va_list arguments;
    va_start(arguments, request);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    return static_cast<int>(syscall(SYS_ioctl, fd, request, argument));
}

extern "C" [[noreturn]] void __cxa_pure_virtual() {
    Die("faultbox: pure virtual call\n");
}
