/* What Debian's libunwind archives refer to and a recorder has no use for: reading .gnu_debugdata (liblzma's functions,
   which here find nothing) and continuing a local process. */
#include <stddef.h>
#include <stdint.h>

enum { kLzmaProgError = 11, kUnwEUnspec = 1 };

int lzma_stream_footer_decode(void *flags, const uint8_t *in) {
    (void)flags;
    (void)in;
    return kLzmaProgError;
}

int lzma_index_buffer_decode(void **index, uint64_t *limit, const void *allocator, const uint8_t *in, size_t *at,
                             size_t size) {
    (void)index;
    (void)limit;
    (void)allocator;
    (void)in;
    (void)at;
    (void)size;
    return kLzmaProgError;
}

uint64_t lzma_index_size(const void *index) {
    (void)index;
    return 0;
}

uint64_t lzma_index_uncompressed_size(const void *index) {
    (void)index;
    return 0;
}

void lzma_index_end(void *index, const void *allocator) {
    (void)index;
    (void)allocator;
}

int lzma_stream_buffer_decode(uint64_t *limit, uint32_t flags, const void *allocator, const uint8_t *in, size_t *at,
                              size_t size, uint8_t *out, size_t *out_at, size_t out_size) {
    (void)limit;
    (void)flags;
    (void)allocator;
    (void)in;
    (void)at;
    (void)size;
    (void)out;
    (void)out_at;
    (void)out_size;
    return kLzmaProgError;
}

#if defined(__x86_64__)
int _Ux86_64_setcontext(const void *context) {
    (void)context;
    return -kUnwEUnspec;
}
#elif defined(__i386__)
int _Ux86_setcontext(const void *context) {
    (void)context;
    return -kUnwEUnspec;
}
#endif
