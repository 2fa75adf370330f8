/* Instead of functions of the C library, in static programs that need them for libunwind alone. */
#include <stddef.h>

enum { kAlignment = 16, kMemoryBytes = 256 * 1024 };

/* unw_create_addr_space asks once, for 84 KB on ARM, and nothing gives memory back: an allocator is 5 KB. */
void *calloc(size_t count, size_t size) {
    static _Alignas(kAlignment) unsigned char memory[kMemoryBytes];
    static size_t used;
    if (size == 0 || count > (sizeof(memory) - used) / size) return NULL;
    void *result = memory + used;
    used += (count * size + kAlignment - 1) / kAlignment * kAlignment;
    return result;
}

/* The recorder's own files are those of no process whose stack it walks. */
int dl_iterate_phdr(int (*visit)(void *info, size_t size, void *context), void *context) {
    (void)visit;
    (void)context;
    return 0;
}
