#include "target/usercrash/user_crash_writer.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "arch/x86/registers.h"
#include "target/format/crash_record.pb.h"
#include "target/format/frame.h"
#include "target/format/limits.h"
#include "target/oops/crash_event.h"

namespace faultbox::usercrash {
namespace {

class NoSystem : public harvest::SystemIdentity {
  public:
    std::string_view release() const override { return "6.1.0"; }
    std::string_view version() const override { return ""; }
    std::string_view machine() const override { return "x86_64"; }
    Bytes kernel_build_id() const override { return {}; }
    Bytes boot_id() const override { return {}; }
    harvest::BuildId ModuleBuildId(std::string_view) const override { return {}; }
};

Module File(const char* path, uint64_t bias) {
    Module module;
    module.path = std::string_view(path);
    module.begin = bias;
    module.end = bias + 0x5000;
    module.has_headers = true;
    module.bias = bias;
    return module;
}

// abort() called by the program's own code, which is mapped at `bias`.
std::unique_ptr<UserCrash> Aborted(uint64_t bias, uint64_t own_offset = 0x1234) {
    auto crash = std::make_unique<UserCrash>();
    crash->process = {.pid = 4321, .signal = 6, .uid = 1000, .time_s = 1700000000};
    crash->process.program = std::string_view("/usr/bin/mediaserver");
    crash->core.layout = FindLayout(62, true);
    crash->core.comm = std::string_view("mediaserver");
    crash->core.signal = SignalInfo{.number = 6, .code = -6, .sender = 17};
    CoreThread thread{.tid = 17};
    thread.registers.Set(x86_64::kRip, bias + 0x100000 + 0x99);
    thread.registers.Set(x86_64::kRsp, 0x7ffd0000);
    crash->core.threads.Append(thread);
    crash->map.modules.Append(File("/usr/bin/mediaserver", bias));
    crash->map.modules.Append(File("/lib/libc.so.6", bias + 0x100000));
    ThreadStack& stack = crash->stacks[0];
    stack.frames.Append({bias + 0x100000 + 0x99, 1, FrameTrust::kRegister, true});
    for (uint64_t i = 0; i < 6; ++i) stack.frames.Append({bias + 0x100000 + 0x200 + i, 1, FrameTrust::kUnwindTable});
    stack.frames.Append({bias + own_offset, 0, FrameTrust::kUnwindTable});
    stack.end = WalkEnd::kOutermost;
    for (uint8_t i = 0; i < 64; ++i) crash->code.Append(i);
    crash->code_address = bias + 0x100000 + 0x99 - 32;
    return crash;
}

format::CrashRecord Written(const UserCrash& crash) {
    std::vector<uint8_t> buffer(format::kMaxRecordBytes);
    Result<Bytes> record = WriteUserCrash(crash, NoSystem(), buffer);
    EXPECT_TRUE(record);
    Result<format::Frame> frame = format::ReadFrame(*record);
    EXPECT_TRUE(frame);
    format::CrashRecord message;
    EXPECT_TRUE(message.ParseFromArray(frame->payload.data(), static_cast<int>(frame->payload.size())));
    EXPECT_EQ(frame->signature, message.signature());
    return message;
}

TEST(UserCrashWriterTest, WritesWhatIsKnown) {
    format::CrashRecord record = Written(*Aborted(0x555500000000));
    ASSERT_EQ(record.event_size(), 1);
    EXPECT_EQ(record.event(0).kind(), static_cast<uint32_t>(EventKind::kUserCrash));
    EXPECT_EQ(record.event(0).headline(), "mediaserver: SIGABRT in libc.so.6");
    EXPECT_EQ(record.event(0).pid(), 4321u);
    EXPECT_FALSE(record.event(0).has_fault_address());
    EXPECT_EQ(record.event(0).code_fault_at(), 32u);
    const format::UserCrash& crash = record.user_crash();
    EXPECT_EQ(crash.signal(), 6u);
    EXPECT_EQ(crash.code(), -6);
    EXPECT_EQ(crash.sender_pid(), 17u);
    EXPECT_EQ(crash.uid(), 1000u);
    EXPECT_FALSE(crash.has_gid());
    EXPECT_EQ(crash.program(), "/usr/bin/mediaserver");
    ASSERT_EQ(crash.module_size(), 2);
    EXPECT_EQ(crash.module(1).bias(), 0x555500100000u);
    EXPECT_FALSE(crash.module(0).has_build_id());
    ASSERT_EQ(crash.thread_size(), 1);
    EXPECT_EQ(crash.thread(0).end(), static_cast<uint32_t>(WalkEnd::kOutermost));
    ASSERT_EQ(crash.thread(0).frame_size(), 8);
    EXPECT_FALSE(crash.thread(0).frame(0).interrupted());
    EXPECT_EQ(crash.thread(0).frame(7).module(), 0u);
    EXPECT_FALSE(crash.thread(0).frame(7).has_trust());
}

TEST(UserCrashWriterTest, AFaultHasOneSignatureWhereverItIsMapped) {
    uint64_t signature = SignatureOf(*Aborted(0x555500000000));
    EXPECT_EQ(SignatureOf(*Aborted(0x562200000000)), signature);
    // Who called abort() makes the difference, not the libc's own frames.
    EXPECT_NE(SignatureOf(*Aborted(0x555500000000, 0x2345)), signature);
    auto other_signal = Aborted(0x555500000000);
    other_signal->core.signal->number = 11;
    EXPECT_NE(SignatureOf(*other_signal), signature);
    auto other_program = Aborted(0x555500000000);
    other_program->process.program = std::string_view("/usr/bin/radio");
    EXPECT_NE(SignatureOf(*other_program), signature);
}

TEST(UserCrashWriterTest, TwoCrashesAreTwoSightings) {
    auto crash = Aborted(0x555500000000);
    uint64_t first = Written(*crash).sighting(0);
    EXPECT_EQ(Written(*crash).sighting(0), first);
    crash->process.start_ticks = 5;
    EXPECT_NE(Written(*crash).sighting(0), first);
}

TEST(UserCrashWriterTest, TheLargestCrashFitsARecord) {
    auto crash = Aborted(0x7fff00000000);
    while (crash->core.threads.Append(crash->core.threads[0])) continue;
    while (crash->map.modules.Append(File(std::string(kMaxPath, 'p').c_str(), 0x7fff12340000))) continue;
    while (crash->stack.Append(0xee)) continue;
    for (ThreadStack& stack : crash->stacks) {
        while (stack.frames.Append({0x7fff12345678, 127, FrameTrust::kGuess, true})) continue;
    }
    format::CrashRecord record = Written(*crash);
    EXPECT_EQ(record.note_size(), 0);
    EXPECT_EQ(record.user_crash().thread_size(), static_cast<int>(kMaxThreads));
    EXPECT_EQ(record.user_crash().dropped_threads(), 1u);
    EXPECT_EQ(record.user_crash().dropped_modules(), 1u);
    EXPECT_LT(record.ByteSizeLong(), format::kMaxRecordBytes / 2);
}

TEST(UserCrashWriterTest, WithoutTheMemoryThereAreRegistersAndANote) {
    auto crash = std::make_unique<UserCrash>();
    crash->process.signal = 42;
    crash->core.layout = FindLayout(62, true);
    CoreThread thread{.tid = 1};
    thread.registers.Set(x86_64::kRip, 0x1000);
    crash->core.threads.Append(thread);
    crash->notes.Append("the process was gone before its memory could be read");
    format::CrashRecord record = Written(*crash);
    EXPECT_EQ(record.event(0).headline(), "signal 42");
    EXPECT_FALSE(record.user_crash().has_code());
    EXPECT_EQ(record.note_size(), 1);
    EXPECT_EQ(record.user_crash().thread(0).end(), static_cast<uint32_t>(WalkEnd::kNotWalked));
}

}  // namespace
}  // namespace faultbox::usercrash
