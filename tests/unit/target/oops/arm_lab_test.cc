// What the lab's kernel (6.1, LPAE) printed on its serial line: the whole text of one fault and the panic after it.

#include <gtest/gtest.h>

#include "arch/arm/registers.h"
#include "parse.h"

namespace faultbox {
namespace {

constexpr const char* kLog = "unit/target/oops/data/arm-6.1-lpae-serial.log";

using Strings = std::vector<std::string>;

TEST(ArmLab, Oops) {
    auto parsed = ParseFile(kLog);
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.arch, Arch::kArm);
    EXPECT_EQ(event.first_line, 4u);
    EXPECT_EQ(event.line_count, 48u);
    EXPECT_EQ(event.time_us, 841883u);
    EXPECT_EQ(event.fault.address, 0x2cu);
    EXPECT_EQ(event.fault.status, 0xa05u);
    EXPECT_EQ(event.release, "6.1.192");
    EXPECT_EQ(event.build, "#1");
    EXPECT_EQ(event.kernel_build_id, "661dc844b3e3c0ebcd71d53209afae75aac6bfce");
    EXPECT_EQ(parsed->taints[0], "GO");
    EXPECT_EQ(event.hardware, "Generic DT based system");
    EXPECT_EQ(event.cpu, 1u);
    EXPECT_EQ(event.pid, 43u);
    EXPECT_EQ(event.comm, "mediaserver");
    EXPECT_EQ(event.end_trace_id, "0000000000000000");
    ASSERT_EQ(event.modules.size(), 1u);
    EXPECT_EQ(event.modules[0].name, "headunit");
    EXPECT_EQ(event.modules[0].taint, "O");
    EXPECT_EQ(DamageList(event), Strings{});
}

TEST(ArmLab, RegistersAndPlaces) {
    auto parsed = ParseFile(kLog);
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.registers.count(), 20);
    EXPECT_EQ(event.registers.Get(arm::kR5), 0xc001au);
    EXPECT_EQ(event.registers.Get(arm::kFp), 0u);
    EXPECT_EQ(event.registers.Get(arm::kPsr), 0x60000013u);
    EXPECT_EQ(event.registers.Get(arm::kTable), 0x40b748c0u);
    EXPECT_EQ(event.pc.symbol, "rpmsg_sock_release");
    EXPECT_EQ(event.pc.module, "headunit");
    EXPECT_EQ(event.pc.offset, 0x38u);
    EXPECT_EQ(event.pc.address, 0xbf000130u);
    EXPECT_EQ(event.lr.symbol, "__fput");
    EXPECT_EQ(event.lr.address, 0xc00f1bb8u);
}

TEST(ArmLab, RegisterNotes) {
    auto parsed = ParseFile(kLog);
    ASSERT_EQ(parsed->events.size(), 2u);
    const auto& notes = parsed->events[0].register_notes;
    ASSERT_EQ(notes.size(), 13u);
    EXPECT_EQ(notes[0].reg, arm::kR0);
    EXPECT_EQ(notes[0].slab, "kmalloc-64");
    EXPECT_EQ(notes[0].start, 0xc0b74900u);
    EXPECT_EQ(notes[0].offset, 0u);
    EXPECT_EQ(notes[0].size, 64u);
    EXPECT_EQ(notes[6].slab, "shmem_inode_cache");
    EXPECT_EQ(notes[6].offset, 80u);
    EXPECT_FALSE(notes[6].size);
    EXPECT_EQ(notes[12].reg, arm::kIp);
    EXPECT_EQ(notes[12].text, "NULL pointer");
    EXPECT_TRUE(notes[12].slab.empty());
    EXPECT_FALSE(notes[12].start);
}

TEST(ArmLab, StackTraceAndCode) {
    auto parsed = ParseFile(kLog);
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.stack.address, 0xc0b5df10u);
    ASSERT_EQ(event.stack.words.size(), 60u);
    EXPECT_EQ(event.stack.words[0], 0xc089d000u);
    EXPECT_EQ(event.stack.words[6], 0xc0b80decu);
    EXPECT_EQ(event.stack.words[55], 0xb6f4237cu);
    EXPECT_EQ(event.stack.words[59], 0u);
    ASSERT_EQ(event.traces.size(), 1u);
    EXPECT_EQ(Frames(event),
              (Strings{"__fput+0x78", "task_work_run+0x7c", "do_work_pending+0x434", "slow_work_pending+0xc"}));
    EXPECT_EQ(event.code.unit, 4);
    ASSERT_EQ(event.code.bytes.size(), 20u);
    EXPECT_EQ(event.code.fault_at, 16);
    // str r3, [r2, #0x2c], little-endian
    EXPECT_EQ(event.code.bytes[16], 0x2c);
    EXPECT_EQ(event.code.bytes[17], 0x30);
    EXPECT_EQ(event.code.bytes[18], 0x82);
    EXPECT_EQ(event.code.bytes[19], 0x05);
}

TEST(ArmLab, PanicFollows) {
    auto parsed = ParseFile(kLog);
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& panic = parsed->events[1];
    EXPECT_EQ(panic.kind, EventKind::kPanic);
    EXPECT_EQ(panic.relation, Relation::kFollowed);
    EXPECT_EQ(panic.relation_to, 0u);
    EXPECT_EQ(panic.panic_reason, "Fatal exception");
    EXPECT_EQ(panic.first_line, 52u);
    // The lines are those of the other processor.
    EXPECT_FALSE(panic.pid);
    EXPECT_TRUE(panic.registers.empty());
    ASSERT_EQ(panic.traces.size(), 1u);
    EXPECT_EQ(panic.traces[0].name, "CPU0: stopping");
    Strings frames = Frames(panic);
    ASSERT_EQ(frames.size(), 17u);
    EXPECT_EQ(frames[0], "unwind_backtrace");
    EXPECT_EQ(frames[1], "show_stack+0x10");
    EXPECT_EQ(frames[10], "__irq_svc+0x6c");
    EXPECT_EQ(frames[11], "arch_cpu_idle+0x38");
    EXPECT_EQ(panic.trace_entries[10].context, FrameContext::kIrq);
    EXPECT_EQ(panic.trace_entries[11].context, FrameContext::kTask);
}

// A call through a NULL function pointer: no symbol at pc, no code, and the unwinder begins at lr.
TEST(ArmLab, CallThroughNull) {
    auto parsed = ParseFile("unit/target/oops/data/arm-6.1-lpae-null-call.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kNullDereference);
    EXPECT_EQ(event.fault.address, 0u);
    EXPECT_EQ(event.fault.status, 0x80000205u);
    EXPECT_TRUE(event.fault.prefetch);
    EXPECT_TRUE(event.pc.symbol.empty());
    EXPECT_EQ(event.pc.address, 0u);
    EXPECT_TRUE(event.code.bytes.empty());
    EXPECT_FALSE(event.code.fault_at);
    EXPECT_EQ(Frames(event), (Strings{"can_link_resume+0x14", "headunit_write+0x84", "vfs_write+0xb8",
                                      "ksys_write+0x60", "ret_fast_syscall+0x0"}));
    EXPECT_EQ(event.trace_entries[0].where.module, "headunit");
    EXPECT_EQ(DamageList(event), Strings{});
}

}  // namespace
}  // namespace faultbox
