#include "target/record/blame.h"

#include <algorithm>

#include "target/oops/name_list.h"

namespace faultbox::record {
namespace {

// A name here stands for itself with underscores before it, too: "memcpy*" for "__memcpy_toio".

// kernel/panic.c, lib/dump_stack.c, arch/*/kernel/{traps,dumpstack}.c, arch/*/mm/fault.c, kernel/watchdog.c,
// kernel/rcu/tree_stall.h, mm/oom_kill.c, and the sanitizers' own functions.
constexpr std::string_view kReporters =
    "unwind_backtrace dump_backtrace show_stack dump_stack dump_stack_lvl show_regs show_trace* "
    "show_registers sched_show_task "
    "panic nmi_panic __warn warn_slowpath* warn_alloc report_bug handle_bug report_bad_irq "
    "die oops_end crash_kexec bust_spinlocks die_kernel_fault do_kernel_fault page_fault_oops no_context "
    "bad_area* do_page_fault page_fault do_user_addr_fault error_entry error_code "
    "do_error_trap do_trap invalid_op do_invalid_op general_protection do_general_protection asm_exc_* exc_* "
    "asm_sysvec_* "
    "do_mem_abort do_translation_fault do_undefinstr do_DataAbort do_PrefetchAbort __dabt_* __pabt_* __und_* "
    "el1_* el1h_64_* arm64_serror_panic do_serror bug_handler brk_handler call_break_hook do_debug_exception "
    "watchdog_timer_fn watchdog_overflow_callback watchdog_hardlockup_check nmi_cpu_backtrace* "
    "nmi_trigger_cpumask_backtrace arch_trigger_* rcu_dump_cpu_stacks rcu_check_callbacks rcu_sched_clock_irq "
    "print_cpu_stall print_other_cpu_stall "
    "kasan_* __asan_* print_report print_address_description check_memory_region* "
    "ubsan_epilogue __ubsan_* kcsan_* __tsan_* kmsan_* __msan_* kfence_* "
    "print_circular_bug* check_noncircular check_prev_add validate_chain lock_acquire mark_lock* "
    "lockdep_* print_lock* might_sleep might_resched might_fault schedule_bug schedule_debug "
    "refcount_warn_saturate refcount_*_checked "
    "bad_page* usercopy_* check_object_size check_heap_object fortify_panic fortify_report "
    "stack_chk_fail dump_header oom_kill_process out_of_memory mce_panic mce_* do_machine_check machine_check "
    "div0 Ldiv0* debug_print_object debug_object_* debug_check_* ";

// lib/string.c, arch/*/lib (mmioset is another name of memset on ARM), include/linux/list.h, kernel/locking,
// mm/page_alloc.c, mm/mempolicy.c.
constexpr std::string_view kServants =
    "memcpy* memmove* memset* mmioset memcmp memchr memzero strcpy strncpy strlcpy strscpy "
    "sized_strscpy strcat strncat strcmp strncmp strlen strnlen strchr strstr "
    "copy_user_* __copy_user* copy_from_user* copy_to_user* _copy_* __copy_* arch_copy_* rep_movs* copy_page* "
    "clear_page* clear_user* arch_clear_user "
    "_raw_* __raw_* do_raw_* native_queued_* queued_* pv_queued_* spin_dump spin_bug rt_spin_* arch_spin_* "
    "mutex_lock* mutex_unlock* __mutex_* rt_mutex_* ww_mutex_* down up down_* up_* rwsem_* "
    "osq_lock call_rwsem_* "
    "list_add* list_del* __list_* "
    "get_page_from_freelist alloc_pages* get_free_pages ";

// kernel/sched, kernel/time, kernel/rcu: where a task waits.
constexpr std::string_view kWaiters =
    "switch_to schedule schedule_* io_schedule* preempt_schedule* cond_resched "
    "wait_for_* do_wait_for_* wait_on_* out_of_line_wait_* bit_wait* wait_woken "
    "sleep_on_page* "
    "sleep_on_buffer inode_wait prepare_to_wait* msleep* usleep_* hrtimer_nanosleep do_nanosleep "
    "default_idle* cpu_startup_entry do_idle cpu_idle arch_cpu_idle cpuidle_* mwait_idle* intel_idle* native_safe_halt "
    "acpi_idle_* poll_idle ";

bool IsIn(std::string_view names, std::string_view symbol) {
    std::string_view bare = symbol.substr(std::min(symbol.find_first_not_of('_'), symbol.size()));
    return IsListed(names, symbol) || (bare.size() < symbol.size() && IsListed(names, bare));
}

// Reports of a task that waits, or may not.
bool IsOfWaiting(EventKind kind) {
    return kind == EventKind::kAtomicSleep || kind == EventKind::kHungTask || kind == EventKind::kSoftLockup ||
           kind == EventKind::kHardLockup || kind == EventKind::kRcuStall || kind == EventKind::kWorkqueueStall;
}

}  // namespace

bool IsHelper(std::string_view symbol, EventKind kind) {
    return IsIn(kReporters, symbol) || IsIn(kServants, symbol) || (IsOfWaiting(kind) && IsIn(kWaiters, symbol));
}

}  // namespace faultbox::record
