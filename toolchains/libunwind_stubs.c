/* What Debian's libunwind archives refer to and a recorder has no use for: reading .gnu_debugdata (liblzma's functions,
   which here find nothing) and continuing a local process. */
#include <stddef.h>
#include <stdint.h>

enum { kLzmaProgError = 11, kUnwEUnspec = 1, kUnwENoInfo = 10 };

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
#endif

#if defined(__i386__)
/* musl has none; libunwind would continue the recorder itself with it. */
__attribute__((weak)) int setcontext(const void *context) {
    (void)context;
    return -kUnwEUnspec;
}
#endif

#if defined(__arm__)
/* ARM programs have their unwind tables in .ARM.exidx, which the functions for DWARF only look at when they are told to.
   What is answered for here are they, code that a program makes at run time and registers, and the recorder's own stack:
   26 of 30 KB. */
int _Uarm_dwarf_step(void *cursor) {
    (void)cursor;
    return -kUnwENoInfo;
}

int _Uarm_dwarf_find_proc_info(void *space, uint32_t ip, void *info, int need, void *context) {
    (void)space;
    (void)ip;
    (void)info;
    (void)need;
    (void)context;
    return -kUnwENoInfo;
}

int _Uarm_dwarf_search_unwind_table(void *space, uint32_t ip, void *table, void *info, int need, void *context) {
    (void)table;
    return _Uarm_dwarf_find_proc_info(space, ip, info, need, context);
}

int _Uarm_dwarf_read_encoded_pointer(void) {
    return -kUnwENoInfo;
}

int _Uarm_dwarf_init(void) {
    return 0;
}

int _Uarm_Ifind_dynamic_proc_info(void *space, uint32_t ip, void *info, int need, void *context) {
    return _Uarm_dwarf_find_proc_info(space, ip, info, need, context);
}

void _Uarm_Iput_dynamic_unwind_info(void *space, void *info, void *context) {
    (void)space;
    (void)info;
    (void)context;
}

void _Uarm_local_addr_space_init(void) {}

/* Initialization, which would read UNW_ARM_UNWIND_METHOD from the environment: the methods are UNW_ARM_METHOD_FRAME and
   UNW_ARM_METHOD_EXIDX (libunwind 1.6.2, include/tdep-arm/libunwind_i.h). */
char _Uarm_init_done = 1;
int _Uarm_unwind_method = 2 | 4;

void _Uarm_init(void) {}

int _Uarm_local_resume(void *space, void *cursor, void *context) {
    (void)space;
    (void)cursor;
    (void)context;
    return -kUnwEUnspec;
}
#endif
