#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "host/explain/analyze.h"
#include "host/input/event_facts.h"
#include "host/input/read_input.h"
#include "host/report/json.h"
#include "host/report/report.h"
#include "host/report/text.h"
#include "host/report/title.h"

namespace faultbox {
namespace {

// One call through a NULL member, link->ops->resume() in can_link_resume(), as the kernels of four CPUs print it
// (tests/lab/module/can_link.c). Only arm64 leaves the function that called out of the trace.

constexpr const char* kArm =
    "[    2.073101] Unable to handle kernel NULL pointer dereference at virtual address 00000000\n"
    "[    2.073663] [00000000] *pgd=00000000\n"
    "[    2.074608] Internal error: Oops: 80000205 [#1] PREEMPT SMP ARM\n"
    "[    2.074974] Modules linked in: headunit(O) mediacodec(O)\n"
    "[    2.075601] CPU: 0 PID: 55 Comm: mediaserver Tainted: G           O       6.1.192-faultbox-lab #1\n"
    "[    2.076379] Hardware name: Generic DT based system\n"
    "[    2.076663] PC is at 0x0\n"
    "[    2.077038] LR is at can_link_resume+0x14/0x24 [headunit]\n"
    "[    2.077861] pc : [<00000000>]    lr : [<bf007510>]    psr: a0000013\n"
    "[    2.078156] sp : c144ded0  ip : c0fba5c0  fp : 00000000\n"
    "[    2.087198]  can_link_resume [headunit] from headunit_write+0x84/0xc4 [headunit]\n"
    "[    2.087905]  headunit_write [headunit] from vfs_write+0xb8/0x36c\n"
    "[    2.089800] Code: bad PC value\n"
    "[    2.090379] ---[ end trace 0000000000000000 ]---\n";

constexpr const char* kArm64 =
    "[    6.440269] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n"
    "[    6.440500] Mem abort info:\n"
    "[    6.440600]   ESR = 0x0000000086000004\n"
    "[    6.440700]   EC = 0x21: IABT (current EL), IL = 32 bits\n"
    "[    6.441000] Internal error: Oops: 0000000086000004 [#1] SMP\n"
    "[    6.441100] Modules linked in: headunit(OE) mediacodec(OE)\n"
    "[    6.441200] CPU: 0 PID: 149 Comm: mediaserver Tainted: G           OE      6.1.0-56-arm64 #1  Debian "
    "6.1.192-2\n"
    "[    6.441300] Hardware name: linux,dummy-virt (DT)\n"
    "[    6.441400] pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)\n"
    "[    6.441500] pc : 0x0\n"
    "[    6.441600] lr : can_link_resume+0x28/0x4c [headunit]\n"
    "[    6.441700] sp : ffff8000082e39d0\n"
    "[    6.441800] x29: ffff8000082e39d0 x28: ffff097d08555140 x27: 0000000000000000\n"
    "[    6.441900] Call trace:\n"
    "[    6.442000]  0x0\n"
    "[    6.442100]  trigger_can_resume+0x44/0x60 [headunit]\n"
    "[    6.442200]  headunit_write+0xd0/0x150 [headunit]\n"
    "[    6.442300]  vfs_write+0xdc/0x3a0\n"
    "[    6.442400] Code: bad PC value\n"
    "[    6.442500] ---[ end trace 0000000000000000 ]---\n";

constexpr const char* kX86_64 =
    "[    4.100000] BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
    "[    4.100100] #PF: supervisor instruction fetch in kernel mode\n"
    "[    4.100200] #PF: error_code(0x0010) - not-present page\n"
    "[    4.100300] PGD 0 P4D 0 \n"
    "[    4.100400] Oops: 0010 [#1] PREEMPT SMP NOPTI\n"
    "[    4.100500] CPU: 0 PID: 165 Comm: mediaserver Tainted: G           OE      6.1.0-56-amd64 #1  Debian "
    "6.1.192-2\n"
    "[    4.100600] RIP: 0010:0x0\n"
    "[    4.100700] Code: Unable to access opcode bytes at 0xffffffffffffffd6.\n"
    "[    4.100800] RSP: 0018:ffffb5d1c0477e38 EFLAGS: 00010246\n"
    "[    4.100900] RAX: 0000000000000000 RBX: 0000000000000007 RCX: 0000000000000000\n"
    "[    4.101000] Call Trace:\n"
    "[    4.101100]  <TASK>\n"
    "[    4.101200]  can_link_resume+0x16/0x30 [headunit]\n"
    "[    4.101300]  headunit_write+0x8e/0xf0 [headunit]\n"
    "[    4.101400]  vfs_write+0xc7/0x3f0\n"
    "[    4.101500]  </TASK>\n"
    "[    4.101600] ---[ end trace 0000000000000000 ]---\n";

constexpr const char* kI386 =
    "[    4.100000] BUG: kernel NULL pointer dereference, address: 00000000\n"
    "[    4.100100] #PF: supervisor instruction fetch in kernel mode\n"
    "[    4.100200] #PF: error_code(0x0010) - not-present page\n"
    "[    4.100300] *pdpt = 0000000000000000 *pde = f000ff53f000ff53 \n"
    "[    4.100400] Oops: 0010 [#1] PREEMPT SMP NOPTI\n"
    "[    4.100500] CPU: 0 PID: 165 Comm: mediaserver Tainted: G           OE      6.1.0-56-686-pae #1  Debian "
    "6.1.192-2\n"
    "[    4.100600] EIP: 0x0\n"
    "[    4.100700] Code: Unable to access opcode bytes at 0xffffffd6.\n"
    "[    4.100800] EAX: c2c0d0c0 EBX: 00000007 ECX: 00000000 EDX: 00000000\n"
    "[    4.100900] ESI: 00000000 EDI: 00000000 EBP: c2c4bec4 ESP: c2c4bec0\n"
    "[    4.101000] Call Trace:\n"
    "[    4.101100]  can_link_resume+0x18/0x30 [headunit]\n"
    "[    4.101200]  trigger_can_resume+0x32/0x40 [headunit]\n"
    "[    4.101300]  headunit_write+0x70/0xc0 [headunit]\n"
    "[    4.101400]  vfs_write+0xa8/0x3a0\n"
    "[    4.101500] ---[ end trace 0000000000000000 ]---\n";

Report ReportOf(const DecodedInput& input) {
    Report report;
    InputReport& collected = report.inputs.emplace_back();
    collected.input = &input;
    for (const format::CrashRecord& record : input.records) {
        for (const format::Event& event : record.event()) {
            EventReport& one = collected.events.emplace_back();
            one.record = &record;
            one.event = &event;
            one.analysis = Analyzer(SymbolStore()).Analyze(event);
        }
    }
    return report;
}

class CallOfNull : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        Result<DecodedInput> read = ReadInput("log", AsBytes(std::string_view(GetParam())), std::nullopt);
        ASSERT_TRUE(read);
        input = *std::move(read);
        ASSERT_EQ(input.records.size(), 1u);
        ASSERT_EQ(input.records[0].event_size(), 1);
    }
    const format::Event& event() const { return input.records[0].event(0); }

    DecodedInput input;
};

TEST_P(CallOfNull, IsOfTheFunctionThatCalled) {
    const EventSignature signature = SignatureOf(event());
    ASSERT_GE(signature.frames.size(), 3u);
    EXPECT_EQ(signature.frames[0], "can_link_resume");
    EXPECT_TRUE(TitleOf(event()).ends_with(" in can_link_resume")) << TitleOf(event());
}

// What a recorder writes into its record and what the host computes from the record.
TEST_P(CallOfNull, HasOneSignatureOnTargetAndHost) {
    EXPECT_EQ(SignatureOf(event()).hash, input.records[0].signature());
}

TEST_P(CallOfNull, BeginsTheTrace) {
    const std::string text = WriteText(ReportOf(input), false);
    size_t trace = text.find("Call trace\n");
    ASSERT_NE(trace, std::string::npos);
    const std::string first = text.substr(trace + 11, text.find('\n', trace + 11) - trace - 11);
    EXPECT_TRUE(first.starts_with("    can_link_resume+0x")) << first;
    EXPECT_EQ(text.find("can_link_resume+0x", text.find("can_link_resume+0x", trace) + 1), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(OnAllCpus, CallOfNull, testing::Values(kArm, kArm64, kX86_64, kI386));

// Two callbacks that are NULL below one caller are two faults.
TEST(CallOfNull, OfTwoFunctionsHasTwoSignatures) {
    std::string other = kArm64;
    other.replace(other.find("can_link_resume"), 15, "can_link_attach");
    Result<DecodedInput> first = ReadInput("log", AsBytes(std::string_view(kArm64)), std::nullopt);
    Result<DecodedInput> second = ReadInput("log", AsBytes(std::string_view(other)), std::nullopt);
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->records[0].signature(), second->records[0].signature());
    EXPECT_TRUE(WriteJson(ReportOf(*second)).contains(R"("trace": [
    {"symbol": "can_link_attach", "offset": "0x28", "size": "0x4c", "module": "headunit")"));
}

// A read: lr is where some earlier call returned to.
TEST(CallOfNull, AFaultOfDataIsNotOfTheReturnAddress) {
    std::string text = kArm64;
    for (size_t at = text.find("86000004"); at != std::string::npos; at = text.find("86000004")) {
        text.replace(at, 8, "96000004");
    }
    text.replace(text.find("pc : 0x0"), 8, "pc : can_link_poll+0x10/0x20 [headunit]");
    Result<DecodedInput> input = ReadInput("log", AsBytes(std::string_view(text)), std::nullopt);
    ASSERT_TRUE(input);
    EXPECT_EQ(SignatureOf(input->records[0].event(0)).frames,
              (std::vector<std::string>{"can_link_poll", "trigger_can_resume", "headunit_write", "vfs_write"}));
}

}  // namespace
}  // namespace faultbox
