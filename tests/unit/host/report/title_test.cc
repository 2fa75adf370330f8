#include "host/report/title.h"

#include <gtest/gtest.h>

#include "target/oops/crash_event.h"

namespace faultbox {
namespace {

std::string Title(const char* headline, const char* symbol, EventKind kind = EventKind::kNullDereference) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(kind));
    event.set_headline(headline);
    event.mutable_pc()->set_symbol(symbol);
    return TitleOf(event);
}

TEST(Title, LeavesTheAddressOut) {
    EXPECT_EQ(Title("BUG: unable to handle kernel NULL pointer dereference at 0000000000000010", "rb_next"),
              "BUG: unable to handle kernel NULL pointer dereference in rb_next");
    EXPECT_EQ(Title("BUG: unable to handle kernel NULL pointer dereference at   (null)", "name_2_addr"),
              "BUG: unable to handle kernel NULL pointer dereference in name_2_addr");
    EXPECT_EQ(Title("Unable to handle kernel paging request at virtual address 00002008 when read", "f"),
              "Unable to handle kernel paging request in f");
    EXPECT_EQ(Title("BUG: unable to handle page fault for address: ffffb4e6c0a3d000", "f"),
              "BUG: unable to handle page fault in f");
    EXPECT_EQ(Title("BUG: kernel NULL pointer dereference, address: 0000000000000008", "f"),
              "BUG: kernel NULL pointer dereference in f");
}

TEST(Title, LeavesTheOccurrenceOut) {
    EXPECT_EQ(Title("general protection fault: 0000 [#1] SMP NOPTI", "f"), "general protection fault in f");
    EXPECT_EQ(
        Title("general protection fault, probably for non-canonical address 0xdead000000000110: 0000 [#1] SMP", "f"),
        "general protection fault in f");
    EXPECT_EQ(Title("BUG: soft lockup - CPU#0 stuck for 22s! [swapper/0:1]", "f", EventKind::kSoftLockup),
              "BUG: soft lockup - CPU stuck [swapper/0] in f");
    EXPECT_EQ(Title("INFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.", "f", EventKind::kHungTask),
              "INFO: task jbd2/sda1-8 blocked for more than 120 seconds in f");
    EXPECT_EQ(Title("mediaserver[123]: segfault at 0 ip 00007f1234567890 sp 00007ffd error 4 in libc.so", "",
                    EventKind::kUserFault),
              "mediaserver: segfault");
    EXPECT_EQ(Title("Watchdog detected hard LOCKUP on cpu 1", "f", EventKind::kHardLockup),
              "Watchdog detected hard LOCKUP in f");
}

TEST(Title, LeavesProcessAndPreemptCountOut) {
    EXPECT_EQ(Title("BUG: scheduling while atomic: mediaserver/53/0x00000002", "f", EventKind::kAtomicSleep),
              "BUG: scheduling while atomic: mediaserver in f");
    EXPECT_EQ(Title("BUG: scheduling while atomic: swapper/0/0/0x00000100", "f", EventKind::kAtomicSleep),
              "BUG: scheduling while atomic: swapper/0 in f");
    EXPECT_EQ(Title("BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/25", "f", EventKind::kBug),
              "BUG: workqueue leaked lock or atomic: kworker/0 in f");
    EXPECT_EQ(Title("BUG: scheduling while atomic: /0x00000002", "f", EventKind::kAtomicSleep),
              "BUG: scheduling while atomic: /0x00000002 in f");
}

TEST(Title, EndsBeforeTheSyndrome) {
    EXPECT_EQ(Title("mediaserver[147]: unhandled exception: DABT (lower EL), ESR 0x0000000092000044, level 0 "
                    "translation fault in mediaserver[ffff8df60000+1000]",
                    "", EventKind::kUserFault),
              "mediaserver: unhandled exception: DABT (lower EL)");
}

// arm-smmu, DMAR and AMD-Vi state the occurrence as pairs; the trace is the interrupt handler's.
TEST(Title, OfADmaFaultEndsBeforeItsNumbers) {
    EXPECT_EQ(Title("arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0x9c4b9000, fsynr=0x7c0020, "
                    "cbfrsynra=0x800, cb=7",
                    "arm_smmu_context_fault", EventKind::kDmaFault),
              "arm-smmu 15000000.iommu: Unhandled context fault");
    EXPECT_EQ(Title("DMAR: DRHD: handling fault status reg 3", "", EventKind::kDmaFault),
              "DMAR: DRHD: handling fault status");
    EXPECT_EQ(Title("AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 address=0xfffffffdf8000000 "
                    "flags=0x0008]",
                    "", EventKind::kDmaFault),
              "AMD-Vi: Event logged [IO_PAGE_FAULT]");
}

TEST(Title, OfAKillNamesTheProcessAlone) {
    EXPECT_EQ(Title("Memory cgroup out of memory: Killed process 63214 (uwsgi) total-vm:3149468kB, anon-rss:164992kB, "
                    "file-rss:52176kB, shmem-rss:92kB, UID:0 pgtables:1372kB oom_score_adj:986",
                    "", EventKind::kOomKill),
              "Memory cgroup out of memory: Killed process (uwsgi)");
    EXPECT_EQ(
        Title("Out of memory: Kill process 24572 (Web Content) score 0 or sacrifice child", "", EventKind::kOomKill),
        "Out of memory: Kill process (Web Content)");
    EXPECT_EQ(Title("Killed process 28439, UID 33, (apache2) total-vm:1000kB, anon-rss:16kB, file-rss:4kB", "",
                    EventKind::kOomKill),
              "Killed process (apache2)");
    EXPECT_EQ(Title("uwsgi invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=986",
                    "mem_cgroup_out_of_memory", EventKind::kOomKill),
              "uwsgi invoked oom-killer in mem_cgroup_out_of_memory");
    EXPECT_EQ(
        Title("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,pid=63214,uid=0", "", EventKind::kOomKill),
        "oom-kill");
}

TEST(Title, OfAnSErrorHasNeitherCpuNorSyndrome) {
    EXPECT_EQ(Title("SError Interrupt on CPU3, code 0xbe000011 -- SError", "f", EventKind::kExternalAbort),
              "SError Interrupt in f");
    EXPECT_EQ(Title("SError Interrupt on CPU0, code 0x00000000bf000002 -- SError", "", EventKind::kExternalAbort),
              "SError Interrupt");
}

TEST(Title, NamesTheProcess) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kUserFault));
    event.set_headline("potentially unexpected fatal signal 11.");
    EXPECT_EQ(TitleOf(event), "potentially unexpected fatal signal 11");
    event.set_comm("mediaserver");
    EXPECT_EQ(TitleOf(event), "mediaserver: potentially unexpected fatal signal 11");
}

TEST(Title, NamesAFunctionOnce) {
    EXPECT_EQ(Title("WARNING: CPU: 1 PID: 23 at kernel/x.c:1 foo+0x1/0x2 [mod]", "foo", EventKind::kWarning),
              "WARNING: at kernel/x.c:1 foo [mod]");
    EXPECT_EQ(Title("WARNING: at kernel/x.c:1 foo+0x1/0x2()", "foo", EventKind::kWarning),
              "WARNING: at kernel/x.c:1 foo()");
    EXPECT_EQ(Title("kernel BUG at fs/buffer.c:1270!", "check_irqs_on", EventKind::kBug),
              "kernel BUG at fs/buffer.c:1270! in check_irqs_on");
}

TEST(Title, BlamesWhomAHelperServed) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kKasan));
    event.set_headline("BUG: KASAN: use-after-free in memcpy+0x1c/0x40");
    format::Trace* trace = event.add_trace();
    for (const char* symbol : {"dump_stack_lvl", "print_report", "kasan_report", "memcpy", "player_copy", "ioctl"}) {
        trace->add_frame()->set_symbol(symbol);
    }
    EXPECT_EQ(TitleOf(event), "BUG: KASAN: use-after-free in player_copy");
}

TEST(Title, OfAPanicIsItsReason) {
    EXPECT_EQ(
        Title("Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b", "do_exit", EventKind::kPanic),
        "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b");
}

TEST(Title, SurvivesAnyHeadline) {
    for (const char* headline : {"", " ", "at", "at 00000000", "CPU:", "[", "x[", "x[]", ":", "]:", "+0x", "in", "[#1]",
                                 "0000 [#1]", "for 1s!"}) {
        EXPECT_FALSE(Title(headline, "f").empty()) << headline;
    }
}

TEST(Title, AResetIsNotItsLastLine) {
    format::Event event;
    event.set_kind(static_cast<uint32_t>(EventKind::kResetWithoutTrace));
    event.set_headline("usbcore: registered new interface driver usb-storage");
    EXPECT_EQ(TitleOf(event), "Reset without trace; last line: usbcore: registered new interface driver usb-storage");
}

}  // namespace
}  // namespace faultbox
