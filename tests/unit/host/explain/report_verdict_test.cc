#include "host/explain/report_verdict.h"

#include <gtest/gtest.h>

#include <string>

#include "host/input/read_input.h"
#include "host/io/mapped_file.h"

namespace faultbox {
namespace {

std::string VerdictOfText(std::string_view text, int number = 0) {
    Result<DecodedInput> input = ReadInput("log", AsBytes(text), std::nullopt);
    if (!input) return "not readable";
    for (const format::CrashRecord& record : input->records) {
        if (number < record.event_size()) return ReportVerdict(record.event(number));
        number -= record.event_size();
    }
    return "no such event";
}

std::string VerdictOfCase(const std::string& name, int number = 0) {
    Result<MappedFile> file = MappedFile::Open(FAULTBOX_TESTS_DIR "/cases/" + name + "/input.log");
    return file ? VerdictOfText(AsText(file->bytes()), number) : "no such case";
}

// What each says is what NOTES.md and the lines of the log say.
TEST(ReportVerdict, OfSanitizers) {
    EXPECT_EQ(
        VerdictOfCase("x86_64-4.10-kasan-old-form"),
        "write of 8 bytes outside the object of the heap that it was made for, in sched_init_smp(); the object is "
        "of 64 bytes, of the cache kmalloc-64");
    EXPECT_EQ(VerdictOfCase("arm64-5.12-kasan-mvpp2"),
              "write of 32 bytes outside the object of the heap that it was made for, in __build_skb_around()");
    EXPECT_EQ(VerdictOfCase("x86_64-5.15-ubsan-array-index"),
              "index 3 is outside the array, which is of type int [3], in rtw_drv_init()");
    EXPECT_EQ(VerdictOfText("[    1.000000] UBSAN: shift-out-of-bounds in drivers/x.c:10:5\n"
                            "[    1.000001] shift exponent 64 is too large for 32-bit type 'int'\n"),
              "a value of type int was shifted by 64, more than it has bits");
    EXPECT_EQ(VerdictOfText("[    1.000000] BUG: KASAN: double-free in kfree+0x10/0x20\n"
                            "[    1.000001] Free of addr ffff888104c4a0a8 by task insmod/123\n"),
              "memory was freed that had been freed before, in kfree()");
}

TEST(ReportVerdict, OfTasksAndProcessorsThatHang) {
    EXPECT_EQ(VerdictOfCase("arm64-6.5-soft-lockup-udevadm"),
              "CPU 1 ran in the kernel for 842 s without letting another task run: udevadm (pid 94), in "
              "d_alloc_parallel()");
    EXPECT_EQ(VerdictOfCase("x86_64-hung-task-short", 1),
              "jbd2/sdb-8 (pid 45757) has waited for more than 120 s for something that did not come");
    EXPECT_EQ(VerdictOfText("[   60.000000] INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, "
                            "t=60002 jiffies, g=17, c=16, q=40)\n"),
              "the kernel (RCU) waited 60002 ticks of its timer in vain for CPU 1");
}

TEST(ReportVerdict, OfMemoryThatRanOut) {
    EXPECT_EQ(VerdictOfCase("x86_64-5.4-oom-cgroup"),
              "a group of processes with a limit ran out of memory, and the kernel ended uwsgi (pid 63214), which held "
              "164992 kB");
    EXPECT_EQ(VerdictOfCase("x86_64-5.4-oom-cgroup", 1),
              "uwsgi (pid 63635) asked for memory when none was left for it");
    EXPECT_EQ(VerdictOfText("[ 100.000000] Out of memory: Killed process 123 (java) total-vm:4068532kB, "
                            "anon-rss:1932384kB, file-rss:0kB, shmem-rss:0kB, UID:0\n"),
              "the system ran out of memory, and the kernel ended java (pid 123), which held 1932384 kB");
}

// fsr 0x402 is TF, a translation fault; bit 4 of fsynr, WNR, is clear in 0x7c0020 and set in 0x100011.
TEST(ReportVerdict, OfDmaFaults) {
    EXPECT_EQ(
        VerdictOfCase("arm64-smmu-fault-burst"),
        "a device (stream 0x800) tried to read at the DMA address 0x9c4b9000; the IOMMU refused it: the address is "
        "not mapped for it");
    EXPECT_EQ(
        VerdictOfCase("x86_64-dmar-graphics-faults", 1),
        "the device 00:02.0 tried to read at the DMA address 0x9c000000; the IOMMU refused it: PTE Read access is "
        "not set");
    EXPECT_EQ(VerdictOfCase("x86_64-dmar-graphics-faults", 0), "");
    EXPECT_EQ(VerdictOfText("[    1.000000] arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, "
                            "iova=0xd65504710, fsynr=0x100011, cbfrsynra=0x0, cb=6\n"),
              "a device tried to write at the DMA address 0xd65504710; the IOMMU refused it: the address is "
              "not mapped for it");
    // Flags bit 3, I: an interrupt; bits 4 and 5, PR and RW: a write to a page that is there.
    EXPECT_EQ(VerdictOfText("[    1.000000] AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 "
                            "address=0xfffffffdf8000000 flags=0x0008]\n"),
              "the device 07:00.0 raised an interrupt at the DMA address 0xfffffffdf8000000; the IOMMU refused it");
    EXPECT_EQ(
        VerdictOfText("[    1.000000] AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 "
                      "address=0xf8000000 flags=0x0030]\n"),
        "the device 07:00.0 tried to write at the DMA address 0xf8000000; the IOMMU refused it: it has no permission "
        "for that");
    EXPECT_EQ(
        VerdictOfText("[    1.000000] AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 "
                      "address=0xf8000000 flags=0x0000]\n"),
        "the device 07:00.0 made an access at the DMA address 0xf8000000; the IOMMU refused it: the address is not "
        "mapped for it");
}

// What the report does not state is not said.
TEST(ReportVerdict, WithoutFactsThereIsNone) {
    format::Event event;
    for (uint32_t kind = 0; kind < 60; ++kind) {
        event.set_kind(kind);
        EXPECT_EQ(ReportVerdict(event), "") << kind;
    }
    EXPECT_EQ(VerdictOfText("[    1.000000] BUG: KASAN: of-a-kind-to-come in fn+0x10/0x20\n"), "");
}

}  // namespace
}  // namespace faultbox
