#include "target/oops/event_builder.h"
#include "target/oops/kinds/kinds.h"

namespace faultbox {
namespace {

constexpr FormRule Report(const char* prefix, EventKind kind, LineForm form, Severity severity = Severity::kError) {
    return {prefix, form, kind, severity};
}

constexpr FormRule kRules[] = {
    // BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0x65/0x75 [test_kasan] at addr ffff8800693bc5d3, before 4.12
    Report("BUG: KASAN: ", EventKind::kKasan, "%s in %b at addr %x\0bug_type\0address"),
    // BUG: KASAN: slab-use-after-free in fn+0x10/0x20 [module]
    Report("BUG: KASAN: ", EventKind::kKasan, "%s in %b\0bug_type"),
    // BUG: KASAN: invalid-access
    Report("BUG: KASAN: ", EventKind::kKasan, "%s\0bug_type"),
    // BUG: KCSAN: data-race in __d_drop / dput
    Report("BUG: KCSAN: ", EventKind::kKcsan, "%s in %s / %s\0bug_type\0function\0other_function"),
    // BUG: KCSAN: data-race in e1000_clean_rx_irq+0x551/0xb10
    Report("BUG: KCSAN: ", EventKind::kKcsan, "%s in %b\0bug_type"),
    // BUG: KMSAN: uninit-value in test_uninit_kmsan_check_memory+0x1be/0x380 [kmsan_test]
    Report("BUG: KMSAN: ", EventKind::kKmsan, "%t%s in %b\0bug_type"),
    // BUG: KFENCE: out-of-bounds read in test_out_of_bounds_read+0xa6/0x234
    Report("BUG: KFENCE: ", EventKind::kKfence, "%s in %b\0bug_type"),
    // UBSAN: array-index-out-of-bounds in drivers/gpu/drm/x.c:10:5
    Report("UBSAN: ", EventKind::kUbsan, "%s in %f:%l:%d\0check\0column", Severity::kWarning),
    // unreferenced object 0xffff88810a1b2c00 (size 64):
    Report("unreferenced object ", EventKind::kMemoryLeak, "%x (size %d):\0address\0size", Severity::kWarning),
    Report("kmemleak: unreferenced object ", EventKind::kMemoryLeak, "%x (size %d):\0address\0size",
           Severity::kWarning),
    // kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
    Report("kmemleak: ", EventKind::kMemoryLeak, "%d new suspected memory leaks\0leaks", Severity::kWarning),
};

constexpr LineForm kKasan[] = {
    // Write of size 4 at addr ffff888104c4a0a8 by task insmod/123
    "%s of size %d at addr %x by task %C/%p\0access\0access_size\0address",
    // Write of size 1 by task modprobe/1689
    "%s of size %d by task %C/%p\0access\0access_size",
    // Free of addr ffff888104c4a0a8 by task insmod/123
    "%s of addr %x by task %C/%p\0access\0address",
    "%s at addr %x by task %C/%p\0access\0address",
    // The buggy address belongs to the object at ffff888104c4a080
    "%_ belongs to the object at %x\0object",
    // which belongs to the cache kmalloc-64 of size 64
    "which belongs to the cache %s of size %d\0cache\0object_size",
    // The buggy address is located 4 bytes to the right of
    "%_ is located %d bytes %s of\0offset_bytes\0side",
    // 64-byte region [ffff888104c4a080, ffff888104c4a0c0)
    // allocated 64-byte region [ffff888104c4a080, ffff888104c4a0c0), since 6.3
    "%_-byte region [%x, %x)\0region_start\0region_end",
    // Allocated by task 123:    Freed by task 123:    Allocated by task 123 on cpu 1 at 5.123456s:
    "%TAllocated by task %_:",
    "%TFreed by task %_:",
    // Before 4.11:
    // Object at ffff8803f1814420, in cache kmalloc-64 size: 64
    "Object at %x, in cache %s size: %d\0object\0cache\0object_size",
    // Allocated:    Freed:
    "%TAllocated:",
    "%TFreed:",
    // Last potentially related work creation:
    "%T%_ potentially related work creation:",
};

constexpr LineForm kKcsan[] = {
    // race at unknown origin, with read to 0xffff933db8a2ae6c of 4 bytes by interrupt on cpu 0:
    "%Trace at unknown origin, with %s to %x of %d bytes by %_:\0access\0address\0access_size",
    // write to 0xffff9a42d5b8c0a8 of 8 bytes by task 488 on cpu 1:
    "%T%s to %x of %d bytes by %_:\0access\0address\0access_size",
    // value changed: 0x0000000000000042 -> 0x0000000000000043
    "value changed: %x -> %x\0old_value\0new_value",
};

constexpr LineForm kKmsan[] = {
    "%TUninit was stored to memory at:",
    "%TUninit was created at:",
    // Local variable uninit created at:
    "%TLocal variable %s created at:\0variable",
    // Bytes 4-7 of 8 are uninitialized
    "Byte%_ %s of %d %_ uninitialized\0bytes\0access_size",
    "Memory access of size %d starts at %x\0access_size\0address",
};

constexpr LineForm kUbsan[] = {
    // index 5 is out of range for type 'int [4]'
    "index %s is out of range for type '%s'\0index\0type",
    // shift exponent 64 is too large for 32-bit type 'int'
    "shift exponent %s is too large for %d-bit type '%s'\0shift_exponent\0type_bits\0type",
    "shift exponent %s is negative\0shift_exponent",
    // load of value 7 is not a valid value for type '_Bool'
    "load of value %s is not a valid value for type '%s'\0value\0type",
    // 2147483647 + 1 cannot be represented in type 'int'
    "%s cannot be represented in type '%s'\0expression\0type",
    // member access within null pointer of type 'struct x'
    "%s null pointer of type '%s'\0access\0type",
    "%s misaligned address %x for type '%s'\0access\0address\0type",
};

constexpr LineForm kKfence[] = {
    // Out-of-bounds read at 0xffff8c3f2e291fff (1B left of kfence-#72):
    "%tOut-of-bounds %s at %x (%dB %s of kfence-#%d\0access\0address\0offset_bytes\0side\0object_number",
    // Use-after-free read at 0xffff8c3f2e2a0000 (in kfence-#79):
    "%tUse-after-free %s at %x (in kfence-#%d\0access\0address\0object_number",
    // Corrupted memory at 0xffff8c3f2e33aff9 [ 0xac . . . . . . ] (in kfence-#156):
    "%tCorrupted memory at %x%_(in kfence-#%d\0address\0object_number",
    // Invalid free of 0xffff8c3f2e2a0000 (in kfence-#79):
    "%tInvalid free of %x (in kfence-#%d\0address\0object_number",
    // Invalid read at 0xffffffffb672f000:
    "%tInvalid %s at %x\0access\0address",
    // kfence-#72: 0xffff8c3f2e292000-0xffff8c3f2e29201f, size=32, cache=kmalloc-32
    "kfence-#%_: %x-%x, size=%d, cache=%s\0region_start\0region_end\0object_size\0cache",
    // allocated by task 484 on cpu 0 at 32.919330s:
    "%Tallocated by task %_ on cpu %_:",
    "%Tfreed by task %_ on cpu %_:",
};

constexpr LineForm kMemoryLeak[] = {
    // comm "insmod", pid 123, jiffies 4294892320 (age 10.170s)
    "comm \"%C\", pid %p, jiffies %d\0jiffies",
    // backtrace:    backtrace (crc 7b8a5a2c):
    "%tbacktrace",
};

struct KindForms {
    EventKind kind;
    std::span<const LineForm> forms;
};

constexpr KindForms kForms[] = {
    {EventKind::kKasan, kKasan}, {EventKind::kKcsan, kKcsan},   {EventKind::kKmsan, kKmsan},
    {EventKind::kUbsan, kUbsan}, {EventKind::kKfence, kKfence}, {EventKind::kMemoryLeak, kMemoryLeak},
};

// ==================================================================
bool IsRule(std::string_view text) {
    constexpr std::string_view kShortest = "====================";
    return text.starts_with(kShortest) && text.find_first_not_of('=') == std::string_view::npos;
}

bool ReadSanitizerLine(EventBuilder& builder, const Line& line, Cursor rest) {
    if (IsRule(rest.rest())) {
        builder.end_seen = true;
        return true;
    }
    // kmemleak:   comm "insmod", pid 123, jiffies 4294892320, where it prints to the log.
    if (rest.Skip("kmemleak:")) rest.SkipSpaces();
    for (const KindForms& entry : kForms) {
        if (entry.kind == builder.event.kind) return ReadForms(builder, line, entry.forms, rest.rest());
    }
    return false;
}

constexpr FormTable kTables[] = {{kRules}};

constexpr LineRule kLines[] = {
    {"", ReadSanitizerLine},
};

}  // namespace

constinit const std::span<const FormTable> kSanitizerEvents = kTables;
constinit const std::span<const LineRule> kSanitizerLines = kLines;

}  // namespace faultbox
