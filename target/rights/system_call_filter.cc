#include "target/rights/system_call_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cstddef>

#include "arch/common/bounded_vector.h"
#include "target/journal/file_descriptor.h"

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
constexpr sock_filter kAllow = Statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);

}  // namespace

Result<bool> AllowSystemCalls(std::span<const uint32_t> allowed) {
    // Numbers of the x32 ABI have bit 30 set and so are in no list.
    BoundedVector<sock_filter, 4 + 2 * kMaxAllowed + 1> program;
    program.Append(Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
    program.Append(SkipIf(kNativeAbi));
    program.Append(kKill);
    program.Append(Statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    for (uint32_t number : allowed.first(allowed.size() < kMaxAllowed ? allowed.size() : kMaxAllowed)) {
        program.Append(UnlessSkip(number));
        program.Append(kAllow);
    }
    program.Append(kKill);
    sock_fprog filter = {static_cast<unsigned short>(program.size()), program.begin()};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0) return true;
    if (errno == EINVAL || errno == ENOSYS) return false;
    return journal::SystemFailure("cannot filter system calls");
}

}  // namespace faultbox::rights
