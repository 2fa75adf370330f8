#include "target/record/signature.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "target/record/fnv.h"

namespace faultbox::record {
namespace {

std::unique_ptr<CrashEvent> MakeEvent(EventKind kind, std::string_view pc, std::vector<std::string_view> trace) {
    auto event = std::make_unique<CrashEvent>();
    event->kind = kind;
    event->pc.symbol = pc;
    for (std::string_view symbol : trace) event->trace_entries.Append({.where = {.symbol = symbol}});
    event->traces.Append({.begin = 0, .count = static_cast<uint16_t>(trace.size())});
    return event;
}

std::vector<std::string_view> FramesOf(const CrashEvent& event) {
    Signature signature = ComputeSignature(event);
    return {signature.frames.begin(), signature.frames.end()};
}

using Names = std::vector<std::string_view>;

TEST(Fnv1a, AgreesWithThePublishedVectors) {
    // http://www.isthe.com/chongo/src/fnv/test_fnv.c: "", "a", "foobar".
    auto hash_of = [](std::string_view text) {
        Fnv1a hash;
        hash.Add(text);
        return hash.hash();
    };
    EXPECT_EQ(hash_of(""), 0xcbf29ce484222325u);
    EXPECT_EQ(hash_of("a"), 0xaf63dc4c8601ec8cu);
    EXPECT_EQ(hash_of("foobar"), 0x85944171f73967e8u);
}

TEST(Signature, SymbolsLoseWhatACompilerAppended) {
    EXPECT_EQ(NormalizeSymbol("do_sys_poll.constprop.0"), "do_sys_poll");
    EXPECT_EQ(NormalizeSymbol("foo.isra.3.cold"), "foo");
    EXPECT_EQ(NormalizeSymbol("foo.part.1"), "foo");
    EXPECT_EQ(NormalizeSymbol(".Lfoo"), ".Lfoo");
    EXPECT_EQ(NormalizeSymbol("foo_cold"), "foo_cold");
    EXPECT_EQ(NormalizeSymbol(""), "");
}

TEST(Signature, BeginsWithTheFunctionThatFaulted) {
    auto event = MakeEvent(EventKind::kNullDereference, "rpmsg_sock_release",
                           {"rpmsg_sock_release", "__fput", "task_work_run", "do_work_pending", "slow_work_pending"});
    EXPECT_EQ(FramesOf(*event),
              (Names{"rpmsg_sock_release", "__fput", "task_work_run", "do_work_pending", "slow_work_pending"}));
}

TEST(Signature, LeavesOutWhatTheExceptionPushed) {
    auto event = MakeEvent(EventKind::kPageFault, "foo.isra.0", {"__dabt_svc", "foo.isra.0", "bar", "baz"});
    EXPECT_EQ(FramesOf(*event), (Names{"foo", "bar", "baz"}));
}

//   pc : 0x0
//   lr : can_link_resume+0x28/0x4c [headunit]
//    trigger_can_resume+0x44/0x60 [headunit]
TEST(Signature, OfACallOfWhatIsNoCodeBeginsWithTheCaller) {
    auto arm64 = MakeEvent(EventKind::kNullDereference, "", {"trigger_can_resume", "headunit_write"});
    arm64->lr = {.symbol = "can_link_resume", .offset = 0x28};
    EXPECT_EQ(FramesOf(*arm64), (Names{"trigger_can_resume", "headunit_write"}));
    arm64->fault.prefetch = true;
    EXPECT_EQ(FramesOf(*arm64), (Names{"can_link_resume", "trigger_can_resume", "headunit_write"}));
    auto arm = MakeEvent(EventKind::kNullDereference, "", {"__pabt_svc", "can_link_resume", "trigger_can_resume"});
    arm->lr = {.symbol = "can_link_resume", .offset = 0x14};
    arm->fault.prefetch = true;
    EXPECT_EQ(FramesOf(*arm), (Names{"can_link_resume", "trigger_can_resume"}));
    arm->lr.offset = 0;
    EXPECT_EQ(FramesOf(*arm), (Names{"can_link_resume", "trigger_can_resume"}));
}

TEST(Signature, WithinAFunctionTheReturnAddressMayBeAnOldOne) {
    auto event = MakeEvent(EventKind::kUnknown, "probe_point", {"probe_point", "worker"});
    event->fault.prefetch = true;
    event->lr = {.symbol = "printk", .offset = 0x20};
    event->pc.offset = 4;
    EXPECT_EQ(FramesOf(*event), (Names{"probe_point", "worker"}));
    event->pc.offset = 0;
    EXPECT_EQ(FramesOf(*event), (Names{"probe_point", "printk", "worker"}));
}

TEST(Signature, LeavesOutWhoReports) {
    auto event =
        MakeEvent(EventKind::kPanic, "", {"unwind_backtrace", "show_stack", "dump_stack_lvl", "panic", "init"});
    EXPECT_EQ(FramesOf(*event), (Names{"init"}));
}

TEST(Signature, LeavesOutWhoServesTheCaller) {
    auto copy = MakeEvent(EventKind::kPageFault, "memcpy_erms", {"i2c_read_block", "probe"});
    EXPECT_EQ(FramesOf(*copy), (Names{"i2c_read_block", "probe"}));
    auto list = MakeEvent(EventKind::kListCorruption, "__list_del_entry_valid", {"player_stop", "ioctl"});
    EXPECT_EQ(FramesOf(*list), (Names{"player_stop", "ioctl"}));
    auto lock = MakeEvent(EventKind::kNullDereference, "_raw_spin_lock_irqsave", {"complete", "irq_thread"});
    EXPECT_EQ(FramesOf(*lock), (Names{"complete", "irq_thread"}));
}

TEST(Signature, OfAHangBeginsBehindTheScheduler) {
    Names waiting{"__schedule", "schedule", "rwsem_down_read_failed", "ext4_sync", "do_fsync"};
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kHungTask, "", waiting)), (Names{"ext4_sync", "do_fsync"}));
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kBug, "", {"schedule", "worker"})), (Names{"schedule", "worker"}));
}

TEST(Signature, HelpersBehindTheOneToBlameStay) {
    auto event = MakeEvent(EventKind::kBug, "foo", {"foo", "memcpy", "bar"});
    EXPECT_EQ(FramesOf(*event), (Names{"foo", "memcpy", "bar"}));
}

TEST(Signature, OfHelpersAloneIsThePc) {
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kPageFault, "memcpy", {"memcpy", "__memcpy"})), (Names{"memcpy"}));
}

TEST(Signature, UnreliableFramesDoNotCount) {
    auto event = MakeEvent(EventKind::kBug, "foo", {"foo", "stale", "bar"});
    event->trace_entries[1].reliable = false;
    EXPECT_EQ(FramesOf(*event), (Names{"foo", "bar"}));
}

// The trace of a task ends with the place of its process: "RIP: 0033:0x7fe09420b114".
TEST(Signature, WithoutPcIsTheWholeTrace) {
    auto event = MakeEvent(EventKind::kHungTask, "",
                           {"__schedule", "schedule_preempt_disabled", "__mutex_lock.constprop.0", "nav_recalculate",
                            "trigger_hung_task", "headunit_write", "vfs_write", "entry_SYSCALL_64_after_hwframe", ""});
    event->trace_entries[8].where.address = 0x7fe09420b114;
    EXPECT_EQ(FramesOf(*event), (Names{"nav_recalculate", "trigger_hung_task", "headunit_write", "vfs_write",
                                       "entry_SYSCALL_64_after_hwframe"}));
    auto other = MakeEvent(EventKind::kHungTask, "", {"__schedule", "audio_drain", ""});
    other->trace_entries[2].where.address = 0x7fe09420b114;
    EXPECT_NE(ComputeSignature(*event).hash, ComputeSignature(*other).hash);
}

// "panic from make_task_dead+0x0/0x174", "do_group_exit from __wake_up_parent+0x1/0x10" in Thumb.
TEST(Signature, WhatStandsBehindACallThatNeverReturnsDoesNotCount) {
    auto event = MakeEvent(EventKind::kPanic, "", {"panic", "make_task_dead", "do_group_exit", "__wake_up_parent"});
    event->trace_entries[1].where.offset = 0;
    event->trace_entries[2].where.offset = 0x23;
    event->trace_entries[3].where.offset = 1;
    EXPECT_EQ(FramesOf(*event), (Names{"do_group_exit"}));
    auto call = MakeEvent(EventKind::kBug, "", {"ksys_write", "ret_fast_syscall"});
    call->trace_entries[0].where.offset = 2;
    call->trace_entries[1].where.offset = 0;
    EXPECT_EQ(FramesOf(*call), (Names{"ksys_write", "ret_fast_syscall"}));
}

TEST(Signature, OfAtomicSleepAndOfMemoryIsWhoAsked) {
    Names sleep{"__schedule_bug", "__schedule", "schedule", "schedule_timeout", "trigger_atomic_sleep"};
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kAtomicSleep, "", sleep)), (Names{"trigger_atomic_sleep"}));
    Names memory{"dump_header", "out_of_memory", "__alloc_pages", "alloc_pages", "trigger_out_of_memory"};
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kOomKill, "", memory)), (Names{"trigger_out_of_memory"}));
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kStackOverflow, "mmioset", {"nav_expand_route"})),
              (Names{"nav_expand_route"}));
    EXPECT_EQ(FramesOf(*MakeEvent(EventKind::kDivideError, "", {"dump_stack_lvl", "Ldiv0", "telemetry_mean"})),
              (Names{"telemetry_mean"}));
}

TEST(Signature, IsTheDocumentedHash) {
    auto event = MakeEvent(EventKind::kNullDereference, "foo", {"foo", "bar"});
    Fnv1a hash;
    hash.Add(uint8_t{1});
    hash.Add(std::string_view("foo\0bar\0", 8));
    EXPECT_EQ(ComputeSignature(*event).hash, hash.hash());
}

TEST(Signature, WithoutFramesIsTheHeadlineWithoutNumbers) {
    auto event = MakeEvent(EventKind::kSoftLockup, "", {});
    event->headline = "BUG: soft lockup - CPU#0 stuck for 22s! [swapper:1]";
    uint64_t first = ComputeSignature(*event).hash;
    event->headline = "BUG: soft lockup - CPU#3 stuck for 23s! [swapper:7]";
    EXPECT_EQ(ComputeSignature(*event).hash, first);
    event->headline = "BUG: soft lockup - CPU#3 stuck for 23s! [kworker:7]";
    EXPECT_NE(ComputeSignature(*event).hash, first);
}

TEST(Signature, OfAFaultOfAProcessHasItsName) {
    auto event = MakeEvent(EventKind::kUserFault, "", {});
    event->headline = "potentially unexpected fatal signal 11.";
    event->comm = "mediaserver";
    uint64_t first = ComputeSignature(*event).hash;
    event->comm = "navigation";
    EXPECT_NE(ComputeSignature(*event).hash, first);
    event->headline = "navigation[23]: unhandled page fault (11) at 0x000008ec, code 0x005";
    uint64_t named = ComputeSignature(*event).hash;
    event->comm.remove_suffix(event->comm.size());
    EXPECT_EQ(ComputeSignature(*event).hash, named);
}

}  // namespace
}  // namespace faultbox::record
