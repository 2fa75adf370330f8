#include "target/oops/crash_event.h"

#include <iterator>

namespace faultbox {
namespace {

// In the order of EventKind.
constexpr const char* kNames[] = {
    "unknown",
    "null-dereference",
    "page-fault",
    "protection-fault",
    "user-access-fault",
    "undefined-instruction",
    "divide-error",
    "double-fault",
    "stack-overflow",
    "alignment-fault",
    "external-abort",
    "bug",
    "warning",
    "panic",
    "hung-task",
    "soft-lockup",
    "hard-lockup",
    "rcu-stall",
    "workqueue-stall",
    "lockdep",
    "atomic-sleep",
    "cfi-failure",
    "bad-page",
    "bad-mode",
    "fortify",
    "usercopy",
    "stack-protector",
    "kasan",
    "kcsan",
    "kmsan",
    "ubsan",
    "kfence",
    "list-corruption",
    "refcount",
    "memory-leak",
    "out-of-memory",
    "oom-kill",
    "machine-check",
    "hardware-error",
    "ecc-error",
    "dma-fault",
    "netdev-watchdog",
    "ept-misconfig",
    "ipmi-timeout",
    "user-fault",
    "user-crash",
    "reset-without-trace",
};
static_assert(std::size(kNames) == static_cast<size_t>(EventKind::kResetWithoutTrace) + 1);

}  // namespace

const char* KindName(EventKind kind) {
    auto index = static_cast<size_t>(kind);
    return index < std::size(kNames) ? kNames[index] : kNames[0];
}

}  // namespace faultbox
