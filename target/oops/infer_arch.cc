#include "target/oops/infer_arch.h"

namespace faultbox {
namespace {

struct Sign {
    std::string_view name;
    Arch arch;
};

// In releases: 2.6.32-504.el6.x86_64, 5.15.0-1063-raspi aarch64, 5.4.72-v7, 4.9.0-1-amd64, 6.1.0-18-686-pae
constexpr Sign kReleases[] = {
    {"x86_64", Arch::kX86_64}, {"amd64", Arch::kX86_64}, {"aarch64", Arch::kArm64},
    {"arm64", Arch::kArm64},   {"armv7", Arch::kArm},    {"i686", Arch::kI386},
};

// Beginnings of functions: arch/*/kernel/entry*.S, syscall wrappers, exception vectors.
constexpr Sign kFunctions[] = {
    {"el0_svc", Arch::kArm64},
    {"do_mem_abort", Arch::kArm64},
    {"el0t_64_", Arch::kArm64},
    {"el1_irq", Arch::kArm64},
    {"el1h_64_", Arch::kArm64},
    {"__arm64_sys_", Arch::kArm64},
    {"arm64_", Arch::kArm64},
    {"entry_SYSCALL_64", Arch::kX86_64},
    {"do_syscall_64", Arch::kX86_64},
    {"x86_64_start_", Arch::kX86_64},
    {"secondary_startup_64", Arch::kX86_64},
    {"__x64_sys_", Arch::kX86_64},
    {"__irq_svc", Arch::kArm},
    {"__dabt_svc", Arch::kArm},
    {"ret_fast_syscall", Arch::kArm},
};

// Documentation/arch/x86/x86_64/mm.rst: the kernel's text and its modules. arm64's lies lower (Documentation/arch/
// arm64/memory.rst).
constexpr uint64_t kX86Text = 0xffffffff80000000;
constexpr uint64_t kUpperHalf = 0xffff000000000000;

Arch OfRelease(std::string_view release) {
    for (const Sign& sign : kReleases) {
        if (release.contains(sign.name)) return sign.arch;
    }
    return Arch::kUnknown;
}

Arch OfPlace(const CodeLocation& where) {
    for (const Sign& sign : kFunctions) {
        if (where.symbol.starts_with(sign.name)) return sign.arch;
    }
    if (!where.address || *where.address < kUpperHalf) return Arch::kUnknown;
    return *where.address >= kX86Text ? Arch::kX86_64 : Arch::kArm64;
}

}  // namespace

Arch InferArch(const CrashEvent& event) {
    if (Arch arch = OfRelease(event.release); arch != Arch::kUnknown) return arch;
    if (Arch arch = OfPlace(event.pc); arch != Arch::kUnknown) return arch;
    for (const TraceEntry& entry : event.trace_entries) {
        if (Arch arch = OfPlace(entry.where); arch != Arch::kUnknown) return arch;
    }
    return Arch::kUnknown;
}

}  // namespace faultbox
