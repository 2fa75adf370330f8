#include <algorithm>

#include "arch/x86/control_text.h"
#include "arch/x86/flags.h"

namespace faultbox::x86 {
namespace {

constexpr const char* kPrivileges[] = {"ring 0: kernel", "ring 1: a kernel under old hypervisors", "ring 2",
                                       "ring 3: user"};

struct KnownSelector {
    uint16_t selector;
    const char* owner;
};

// arch/x86/include/asm/segment.h, the layout of 32-bit kernels.
constexpr KnownSelector kSelectorsOf32[] = {
    {0x00, "null selector"},
    {0x33, "thread-local storage, TLS 1 (set_thread_area)"},
    {0x3b, "thread-local storage, TLS 2 (set_thread_area)"},
    {0x43, "thread-local storage, TLS 3 (set_thread_area)"},
    {0x60, "__KERNEL_CS of a 32-bit kernel"},
    {0x68, "__KERNEL_DS of a 32-bit kernel"},
    {0x73, "__USER_CS of a 32-bit kernel"},
    {0x7b, "__USER_DS of a 32-bit kernel"},
    {0xd0, "__ESPFIX_SS, the stack segment of espfix"},
    {0xd8, "__KERNEL_PERCPU, the kernel's per-CPU segment"},
    {0xe0, "__KERNEL_STACK_CANARY of older kernels"},
    {0xe3, "__CPUNODE_SEG, whose limit is the CPU number"},
};

// The same file, the layout of 64-bit kernels; 0xe0.. are Xen's (xen/include/public/arch-x86/xen-x86_64.h).
constexpr KnownSelector kSelectorsOf64[] = {
    {0x00, "null selector, which 64-bit mode allows for data"},
    {0x08, "__KERNEL32_CS"},
    {0x10, "__KERNEL_CS of a 64-bit kernel"},
    {0x18, "__KERNEL_DS of a 64-bit kernel"},
    {0x23, "__USER32_CS: 32-bit user code"},
    {0x2b, "__USER_DS of a 64-bit kernel"},
    {0x33, "__USER_CS: 64-bit user code"},
    {0x63, "thread-local storage, TLS 1, of 32-bit programs"},
    {0x6b, "thread-local storage, TLS 2, of 32-bit programs"},
    {0x73, "thread-local storage, TLS 3, of 32-bit programs"},
    {0x7b, "__CPUNODE_SEG, whose limit is the CPU number"},
    {0xe02b, "data segment that Xen gives its paravirtualized guests"},
    {0xe030, "code segment of a 64-bit kernel as Xen's paravirtualized guest"},
    {0xe033, "64-bit code segment that Xen gives its paravirtualized guests"},
};

const char* OwnerOf(std::span<const KnownSelector> known, uint64_t value) {
    if (Bits(value, 63, 16) != 0) return "a selector has 16 bits: damaged, or not a selector";
    auto found = std::ranges::find(known, value, &KnownSelector::selector);
    return found == known.end() ? nullptr : found->owner;
}

}  // namespace

BitFields DescribeSelector(uint64_t value, const DescribeContext&) {
    BitFields fields;
    const bool null_selector = Bits(value, 15, 2) == 0;
    AppendField("index", 15, 3, value, null_selector ? "none: a null selector" : "index of the descriptor", fields);
    AppendField("TI", 2, 2, value, Bit(value, 2) ? "LDT" : "GDT", fields);
    AppendField("RPL", 1, 0, value, kPrivileges[Bits(value, 1, 0)], fields);
    return fields;
}

const char* RemarkOnSelectorOf32(uint64_t value, const DescribeContext&) {
    return OwnerOf(kSelectorsOf32, value);
}

const char* RemarkOnSelectorOf64(uint64_t value, const DescribeContext&) {
    return OwnerOf(kSelectorsOf64, value);
}

}  // namespace faultbox::x86
