#include "target/record/blame.h"

#include "target/oops/name_list.h"

namespace faultbox::record {
namespace {

// kernel/panic.c, lib/dump_stack.c, arch/*/kernel/{traps,dumpstack}.c, arch/*/mm/fault.c, kernel/watchdog.c,
// kernel/rcu/tree_stall.h, mm/oom_kill.c, and the sanitizers' own functions.
constexpr std::string_view kReporters =
    "unwind_backtrace dump_backtrace show_stack dump_stack dump_stack_lvl __dump_stack show_regs show_trace* "
    "show_registers sched_show_task "
    "panic nmi_panic __warn warn_slowpath* warn_alloc report_bug handle_bug __report_bad_irq "
    "die __die oops_end crash_kexec bust_spinlocks die_kernel_fault __do_kernel_fault page_fault_oops no_context "
    "bad_area* __bad_area* __do_page_fault do_page_fault page_fault do_user_addr_fault error_entry error_code "
    "do_error_trap do_trap invalid_op do_invalid_op general_protection do_general_protection asm_exc_* exc_* "
    "asm_sysvec_* "
    "do_mem_abort do_translation_fault do_undefinstr do_DataAbort do_PrefetchAbort __dabt_* __pabt_* __und_* "
    "el1_* el1h_64_* arm64_serror_panic do_serror bug_handler brk_handler call_break_hook do_debug_exception "
    "watchdog_timer_fn watchdog_overflow_callback watchdog_hardlockup_check nmi_cpu_backtrace* "
    "nmi_trigger_cpumask_backtrace arch_trigger_* rcu_dump_cpu_stacks rcu_check_callbacks rcu_sched_clock_irq "
    "print_cpu_stall print_other_cpu_stall "
    "kasan_* __kasan_* __asan_* print_report print_address_description check_memory_region* "
    "ubsan_epilogue __ubsan_* kcsan_* __tsan_* kmsan_* __msan_* kfence_* "
    "print_circular_bug* check_noncircular check_prev_add validate_chain __lock_acquire lock_acquire mark_lock* "
    "lockdep_* print_lock* __might_sleep ___might_sleep __might_resched __might_fault __schedule_bug schedule_debug "
    "refcount_warn_saturate refcount_*_checked "
    "bad_page* usercopy_* __check_object_size __check_heap_object fortify_panic __fortify_panic __fortify_report "
    "__stack_chk_fail dump_header oom_kill_process out_of_memory mce_panic mce_* do_machine_check machine_check "
    "debug_print_object debug_object_* debug_check_* ";

// lib/string.c, arch/*/lib (mmioset is another name of memset on ARM), include/linux/list.h, kernel/locking,
// mm/page_alloc.c, mm/mempolicy.c.
constexpr std::string_view kServants =
    "memcpy* __memcpy* memmove* __memmove* memset* __memset* mmioset memcmp memchr __memzero strcpy strncpy strlcpy "
    "strscpy "
    "sized_strscpy strcat strncat strcmp strncmp strlen strnlen strchr strstr "
    "copy_user_* __copy_user* copy_from_user* copy_to_user* _copy_* __copy_* __arch_copy_* rep_movs* copy_page* "
    "clear_page* clear_user* __clear_user __arch_clear_user "
    "_raw_* __raw_* do_raw_* native_queued_* queued_* __pv_queued_* spin_dump spin_bug rt_spin_* arch_spin_* "
    "mutex_lock* mutex_unlock* __mutex_* rt_mutex_* ww_mutex_* down up down_* up_* __down* __up rwsem_* __rwsem_* "
    "osq_lock call_rwsem_* "
    "list_add* list_del* __list_add* __list_del* __list_* "
    "get_page_from_freelist alloc_pages* __alloc_pages* __get_free_pages ";

// kernel/sched, kernel/time, kernel/rcu: where a task waits.
constexpr std::string_view kWaiters =
    "__switch_to __schedule schedule schedule_* io_schedule* preempt_schedule* __cond_resched _cond_resched "
    "wait_for_* __wait_for_* do_wait_for_* wait_on_* __wait_on_* out_of_line_wait_* bit_wait* wait_woken "
    "sleep_on_page* "
    "sleep_on_buffer inode_wait prepare_to_wait* msleep* usleep_* hrtimer_nanosleep do_nanosleep "
    "default_idle* cpu_startup_entry do_idle cpu_idle arch_cpu_idle cpuidle_* mwait_idle* intel_idle* native_safe_halt "
    "acpi_idle_* poll_idle ";

// Reports of a task that waits, or may not.
bool IsOfWaiting(EventKind kind) {
    return kind == EventKind::kAtomicSleep || kind == EventKind::kHungTask || kind == EventKind::kSoftLockup ||
           kind == EventKind::kHardLockup || kind == EventKind::kRcuStall || kind == EventKind::kWorkqueueStall;
}

}  // namespace

bool IsHelper(std::string_view symbol, EventKind kind) {
    return IsListed(kReporters, symbol) || IsListed(kServants, symbol) ||
           (IsOfWaiting(kind) && IsListed(kWaiters, symbol));
}

}  // namespace faultbox::record
