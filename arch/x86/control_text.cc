#include "arch/x86/control_text.h"

#include "arch/x86/flags.h"

namespace faultbox::x86 {
namespace {

constexpr Flag kEflags[] = {
    {"CF", 0, "no carry", "carry"},
    {"PF", 2, "parity of the last result odd", "parity of the last result even"},
    {"AF", 4, "no auxiliary carry", "auxiliary carry"},
    {"ZF", 6, "last result not zero", "last result zero"},
    {"SF", 7, "last result not negative", "last result negative"},
    {"TF", 8, "no single step", "single step"},
    {"IF", 9, "interrupts masked", "interrupts on"},
    {"DF", 10, "string instructions count up", "string instructions count down"},
    {"OF", 11, "no overflow", "overflow"},
    {"NT", 14, "not a nested task", "nested task"},
    {"RF", 16, "instruction breakpoints work", "instruction breakpoints held back for one instruction"},
    {"VM", 17, "not virtual-8086 mode", "virtual-8086 mode"},
    {"AC", 18, "SMAP in force; no alignment check", "SMAP lifted (STAC) in the kernel; alignment check in user mode"},
    {"VIF", 19, "no virtual interrupt flag", "virtual interrupt flag"},
    {"VIP", 20, "no virtual interrupt pending", "virtual interrupt pending"},
    {"ID", 21, "ID flag clear", "ID flag set: CPUID is there"},
};
constexpr size_t kEflagsBelowIopl = 9;
constexpr uint64_t kEflagsReserved = ~uint64_t{0x3f'7fd7};
constexpr unsigned kEflagsAlwaysSet = 1;

constexpr const char* kPrivilege[] = {"I/O for ring 0 only", "I/O for rings 0 and 1", "I/O for rings 0 to 2",
                                      "I/O for everybody"};

constexpr Flag kCr0[] = {
    {"PE", 0, "real-address mode", "protected mode"},
    {"MP", 1, "WAIT ignores TS", "WAIT heeds TS"},
    {"EM", 2, "x87 instructions run", "x87 instructions fault"},
    {"TS", 3, "FPU state is this task's", "next FPU instruction faults: state to be switched"},
    {"ET", 4, "no 387 coprocessor", "387 coprocessor"},
    {"NE", 5, "x87 errors by external interrupt", "x87 errors as exceptions"},
    {"WP", 16, "kernel may write to read-only pages", "kernel may not write to read-only pages"},
    {"AM", 18, "EFLAGS.AC checks nothing", "EFLAGS.AC checks alignment in user mode"},
    {"NW", 29, "write-back or write-through", "not write-through"},
    {"CD", 30, "caches on", "caches off"},
    {"PG", 31, "paging off", "paging on"},
};
constexpr uint64_t kCr0Reserved = ~uint64_t{0xe005'003f};

constexpr Flag kCr4[] = {
    {"VME", 0, "no virtual-8086 extensions", "virtual-8086 extensions on"},
    {"PVI", 1, "no virtual interrupts in protected mode", "virtual interrupts in protected mode"},
    {"TSD", 2, "RDTSC at every privilege", "RDTSC for ring 0 only"},
    {"DE", 3, "no I/O breakpoints", "I/O breakpoints work"},
    {"PSE", 4, "no 4-MByte pages with 32-bit paging", "4-MByte pages with 32-bit paging"},
    {"PAE", 5, "32-bit paging", "entries of 64 bits (PAE or 64-bit paging)"},
    {"MCE", 6, "machine checks off", "machine checks on"},
    {"PGE", 7, "no global pages", "global pages on"},
    {"PCE", 8, "RDPMC for ring 0 only", "RDPMC at every privilege"},
    {"OSFXSR", 9, "SSE off", "SSE on"},
    {"OSXMMEXCPT", 10, "no SIMD floating-point exceptions", "SIMD floating-point exceptions on"},
    {"UMIP", 11, "SGDT, SIDT, SLDT, SMSW and STR in user mode", "SGDT, SIDT, SLDT, SMSW and STR for the kernel only"},
    {"LA57", 12, "4 levels of page tables, in 64-bit mode", "5 levels of page tables"},
    {"VMXE", 13, "VMX off", "VMX on"},
    {"SMXE", 14, "SMX off", "SMX on"},
    {"FSGSBASE", 16, "RDFSBASE, WRFSBASE and their like undefined", "RDFSBASE, WRFSBASE and their like work"},
    {"PCIDE", 17, "CR3 holds no PCID", "CR3 holds a PCID"},
    {"OSXSAVE", 18, "XSAVE off", "XSAVE on"},
    {"KL", 19, "key locker off", "key locker on"},
    {"SMEP", 20, "kernel may execute user pages", "kernel may not execute user pages"},
    {"SMAP", 21, "kernel may access user pages", "kernel may access user pages with EFLAGS.AC only"},
    {"PKE", 22, "no protection keys for user pages", "protection keys for user pages (PKRU)"},
    {"CET", 23, "no control-flow enforcement", "control-flow enforcement: shadow stacks, ENDBR"},
    {"PKS", 24, "no protection keys for supervisor pages", "protection keys for supervisor pages"},
    {"UINTR", 25, "no user interrupts", "user interrupts on"},
    {"LASS", 27, "no linear address space separation", "linear address space separation"},
    {"LAM_SUP", 28, "no linear address masking for kernel pointers", "linear address masking for kernel pointers"},
    {"FRED", 32, "events through the IDT", "events through FRED"},
};
constexpr uint64_t kCr4Reserved = ~uint64_t{0x1'1bff'7fff};
constexpr unsigned kPaeBit = 5;
constexpr unsigned kPcideBit = 17;

constexpr Flag kCr3Caching[] = {
    {"PWT", 3, "first page table cached write-back", "first page table cached write-through"},
    {"PCD", 4, "first page table cached", "first page table not cached"},
};

constexpr Flag kCr3Masking[] = {
    {"LAM_U57", 61, "no masking of user pointers above bit 56", "bits 62:57 of user pointers are masked"},
    {"LAM_U48", 62, "no masking of user pointers above bit 47",
     "bits 62:48 of user pointers are masked, unless LAM_U57"},
};

constexpr uint64_t kCr3Reserved = 0x9ff0'0000'0000'0000;

constexpr const char* kKeyNames[16] = {"key 0", "key 1", "key 2",  "key 3",  "key 4",  "key 5",  "key 6",  "key 7",
                                       "key 8", "key 9", "key 10", "key 11", "key 12", "key 13", "key 14", "key 15"};
// AD is the low bit, WD the high bit.
constexpr const char* kKeyMeanings[4] = {"read and write", "no access (AD)", "read only (WD)", "no access (AD, WD)"};

constexpr uint64_t kDefaultPkru = 0x5555'5554;  // Linux's init_pkru_value, arch/x86/mm/pkeys.c.

}  // namespace

BitFields DescribeEflags(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(std::span(kEflags).first(kEflagsBelowIopl), value, fields);
    AppendField("IOPL", 13, 12, value, kPrivilege[Bits(value, 13, 12)], fields);
    AppendFlags(std::span(kEflags).subspan(kEflagsBelowIopl), value, fields);
    return fields;
}

BitFields DescribeCr0(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(kCr0, value, fields);
    return fields;
}

BitFields DescribeCr4(uint64_t value, const DescribeContext&) {
    BitFields fields;
    AppendFlags(kCr4, value, fields);
    return fields;
}

// The low bits of a PAE kernel's CR3 are address bits 11:5; those below are ignored (SDM vol. 3, Table 4-7).
BitFields DescribeCr3Of32(uint64_t value, const DescribeContext& context) {
    BitFields fields;
    if (!context.cr4) {
        AppendField("base[31:12]", 31, 12, value, "high bits of the first page table's physical address", fields);
    } else if (Bit(*context.cr4, kPaeBit)) {
        AppendField("base", 31, 5, value, "physical address of the page-directory-pointer table, in units of 32 bytes",
                    fields);
    } else {
        AppendField("base", 31, 12, value, "physical address of the page directory, in units of 4096 bytes", fields);
        AppendFlags(kCr3Caching, value, fields);
    }
    return fields;
}

BitFields DescribeCr3Of64(uint64_t value, const DescribeContext& context) {
    BitFields fields;
    AppendFlags(kCr3Masking, value, fields);
    AppendField("base", 51, 12, value, "physical address of the first page table, in units of 4096 bytes", fields);
    if (!context.cr4) {
        AppendField("low bits", 11, 0, value, "the PCID with CR4.PCIDE, else PWT (bit 3) and PCD (bit 4)", fields);
    } else if (Bit(*context.cr4, kPcideBit)) {
        AppendField("PCID", 11, 0, value, "process-context identifier", fields);
    } else {
        AppendFlags(kCr3Caching, value, fields);
    }
    return fields;
}

BitFields DescribePkru(uint64_t value, const DescribeContext&) {
    BitFields fields;
    for (uint8_t key = 0; key < 16; ++key) {
        uint8_t low = static_cast<uint8_t>(2 * key);
        uint8_t high = static_cast<uint8_t>(low + 1);
        AppendField(kKeyNames[key], high, low, value, kKeyMeanings[Bits(value, high, low)], fields);
    }
    return fields;
}

const char* RemarkOnEflags(uint64_t value, const DescribeContext&) {
    if (!Bit(value, kEflagsAlwaysSet)) return "bit 1 is clear, which no CPU does: damaged";
    return (value & kEflagsReserved) == 0 ? nullptr : "reserved bits are set: damaged";
}

const char* RemarkOnCr0(uint64_t value, const DescribeContext&) {
    return (value & kCr0Reserved) == 0 ? nullptr : "reserved bits are set: damaged";
}

const char* RemarkOnCr3(uint64_t value, const DescribeContext& context) {
    if ((value & kCr3Reserved) != 0) return "reserved bits are set: damaged";
    return context.cr4 ? nullptr : "CR4 decides what the low bits are; give cr4= to tell";
}

const char* RemarkOnCr4(uint64_t value, const DescribeContext&) {
    return (value & kCr4Reserved) == 0 ? nullptr : "reserved bits are set: damaged, or newer than this program";
}

const char* RemarkOnPkru(uint64_t value, const DescribeContext&) {
    if (value == kDefaultPkru) return "the default of Linux: key 0, which pages have by themselves, is open";
    return Bits(value, 63, 32) == 0 ? nullptr : "bits above 31 are reserved: damaged";
}

}  // namespace faultbox::x86
