#include "target/rights/system_call_filter.h"

#include <asm/unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cstddef>
#include <iterator>

#include "arch/common/bounded_vector.h"
#include "target/journal/file_descriptor.h"
#include "target/rights/change_process.h"

namespace faultbox::rights {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kNativeAbi = AUDIT_ARCH_X86_64;
#elif defined(__i386__)
constexpr uint32_t kNativeAbi = AUDIT_ARCH_I386;
#elif defined(__aarch64__)
constexpr uint32_t kNativeAbi = AUDIT_ARCH_AARCH64;
#elif defined(__arm__)
constexpr uint32_t kNativeAbi = AUDIT_ARCH_ARM;
#else
#error "the system call ABI of this CPU is not known"
#endif

constexpr size_t kMaxAllowed = 64;

constexpr sock_filter Statement(uint16_t code, uint32_t value) {
    return {code, 0, 0, value};
}

// Skips the next statement when the accumulator is `value`.
constexpr sock_filter SkipIf(uint32_t value) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value};
}

// Goes on with the next statement when the accumulator is `value`, else with the one behind it.
constexpr sock_filter UnlessSkip(uint32_t value) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value};
}

constexpr sock_filter kKill = Statement(BPF_RET | BPF_K, SECCOMP_RET_KILL);
constexpr sock_filter kFail = Statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
constexpr sock_filter kAllow = Statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

// Which of them a C library takes differs with the CPU, and with what the kernel has.
constexpr uint16_t kFileCalls[] = {
    __NR_read,
    __NR_write,
    __NR_close,
    __NR_openat,
    __NR_getdents64,
    __NR_flock,
    __NR_fsync,
    __NR_syncfs,
    __NR_unlinkat,
    __NR_renameat,
    __NR_renameat2,
    __NR_munmap,
    __NR_uname,
    __NR_clock_gettime,
    __NR_gettimeofday,
    __NR_restart_syscall,  // The kernel's way to go on waiting behind a stop or a suspend.
    __NR_rt_sigreturn,
    __NR_exit_group,
#ifdef __NR_open
    __NR_open,
#endif
#ifdef __NR_poll
    __NR_poll,
#else
    __NR_ppoll,
#endif
#ifdef __NR_fadvise64
    __NR_fadvise64,
#endif
#ifdef __NR_fstatat64
    __NR_fstatat64,
    __NR_statfs64,
    __NR__llseek,
    __NR_fcntl64,
    __NR_clock_gettime64,
#else
    __NR_newfstatat,
    __NR_statfs,
    __NR_lseek,
    __NR_fcntl,
#endif
#if defined(__NR_arm_fadvise64_64)
    __NR_arm_fadvise64_64,
#elif defined(__NR_fadvise64_64)
    __NR_fadvise64_64,
#endif
    // Only of those that mount.
    __NR_unshare,
    __NR_mount,
    __NR_umount2,
#ifdef __NR_mkdir
    __NR_mkdir,
#else
    __NR_mkdirat,
#endif
};
constexpr size_t kMountCalls = 4;

}  // namespace

Result<bool> AllowSystemCalls(std::span<const uint16_t> allowed, Refusal refusal) {
    // Without CAP_SYS_ADMIN the kernel wants it.
    ChangeProcess(PR_SET_NO_NEW_PRIVS, 1);
    // Numbers of the x32 ABI have bit 30 set and so are in no list.
    BoundedVector<sock_filter, 4 + 2 * kMaxAllowed + 1> program;
    program.Append(Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
    program.Append(SkipIf(kNativeAbi));
    program.Append(kKill);
    program.Append(Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    for (uint16_t number : allowed.first(allowed.size() < kMaxAllowed ? allowed.size() : kMaxAllowed)) {
        program.Append(UnlessSkip(number));
        program.Append(kAllow);
    }
    program.Append(refusal == Refusal::kKill ? kKill : kFail);
    sock_fprog filter = {static_cast<unsigned short>(program.size()), program.begin()};
    if (ChangeProcess(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) return true;
    if (errno == EINVAL || errno == ENOSYS) return false;
    return journal::SystemFailure("cannot filter system calls");
}

Result<bool> KeepToFiles(Mounts mounts) {
    size_t left_out = mounts == Mounts::kNone ? kMountCalls : 0;
    return AllowSystemCalls(std::span(kFileCalls).first(std::size(kFileCalls) - left_out), Refusal::kError);
}

}  // namespace faultbox::rights
