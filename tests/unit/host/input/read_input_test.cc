#include "host/input/read_input.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "host/input/event_facts.h"
#include "host/input/read_ramoops.h"

namespace faultbox {
namespace {

Result<DecodedInput> Read(std::string_view content) {
    return ReadInput("input", AsBytes(content), std::nullopt);
}

// The lines of the head unit's crash that make it one.
constexpr std::string_view kCrash =
    "[413571.591498] Unable to handle kernel NULL pointer dereference at virtual address 0000002c\n"
    "[413571.606530] pgd = ed5bc480\n"
    "[413571.613725] [0000002c] *pgd=00000000\n"
    "[413571.621839] Internal error: Oops: a05 [#1] PREEMPT SMP ARM\n"
    "[413571.656157] PC is at rpmsg_sock_release+0xd8/0x114\n";

TEST(ReadInput, NothingReadableIsAnError) {
    EXPECT_FALSE(Read(""));
    EXPECT_FALSE(Read(std::string(4096, '\0')));
    std::mt19937 random(1);
    std::string rubbish;
    for (int i = 0; i < 65536; ++i) rubbish += static_cast<char>(random());
    EXPECT_FALSE(Read(rubbish));
    EXPECT_FALSE(Read("FBXR\x01rubbish"));
}

TEST(ReadInput, ALogWithoutCrashesIsReadable) {
    auto input = Read("[    0.000000] Booting Linux on physical CPU 0x0\n");
    ASSERT_TRUE(input);
    EXPECT_EQ(input->kind, InputKind::kLog);
    EXPECT_TRUE(input->records.empty());
    EXPECT_FALSE(input->damaged);
}

TEST(ReadInput, ALogBecomesRecords) {
    auto input = Read(kCrash);
    ASSERT_TRUE(input);
    ASSERT_EQ(input->records.size(), 1u);
    const format::CrashRecord& record = input->records[0];
    ASSERT_EQ(record.event_size(), 1);
    EXPECT_EQ(KindOf(record.event(0)), EventKind::kNullDereference);
    EXPECT_EQ(record.event(0).fault_address(), 0x2cu);
    EXPECT_EQ(record.event(0).fault_status(), 0xa05u);
    EXPECT_EQ(record.event(0).pc().symbol(), "rpmsg_sock_release");
    EXPECT_EQ(record.event(0).source(), 0u);
    ASSERT_EQ(record.source_size(), 1);
    EXPECT_EQ(record.source(0).kind(), format::Source::LOG);
    EXPECT_EQ(record.signature(), 0x81343203cc9660fe);
}

TEST(ReadInput, TextSurvivesTheRubbishAroundIt) {
    std::string content(20000, '\xff');
    content += '\n';
    content += kCrash;
    content += std::string(20000, '\0');
    auto input = Read(content);
    ASSERT_TRUE(input);
    ASSERT_EQ(input->records.size(), 1u);
    EXPECT_EQ(input->records[0].event(0).fault_address(), 0x2cu);
}

// More events than one correlation holds: none is lost, and every reference stays inside its record.
TEST(ReadInput, ALongLogIsCorrelatedInGroups) {
    std::string content;
    constexpr size_t kCrashes = 600;
    for (size_t i = 0; i < kCrashes; ++i) {
        content += "[    0.000000] Booting Linux on physical CPU 0x0\n";
        content += kCrash;
    }
    auto input = Read(content);
    ASSERT_TRUE(input);
    size_t events = 0;
    for (const format::CrashRecord& record : input->records) {
        for (const format::Event& event : record.event()) {
            ++events;
            EXPECT_LT(event.relation_to(), static_cast<uint32_t>(record.event_size()));
            EXPECT_LT(event.source(), static_cast<uint32_t>(record.source_size()));
        }
    }
    EXPECT_EQ(events, kCrashes);
}

// Two dumps of small records, as the lab's 6.1 for 32-bit ARM wrote them: both begin inside of one oops.
TEST(ReadInput, DumpsThatShareLinesAreOfOneCrash) {
    constexpr std::string_view kEnd =
        "<1>[    3.766481] Register r9 information: slab task_struct start c0f08780 pointer offset 0\n"
        "<0>[    3.766859] Process mediaserver (pid: 57, stack limit = 0x(ptrval))\n"
        "<0>[    3.800388]  rpmsg_sock_release [headunit] from __fput+0x78/0x1d4\n"
        "<0>[    3.801596] Code: e3a02001 e1a03005 e284001c e5911034 (e581502c) \n"
        "<4>[    3.816367] ---[ end trace 0000000000000000 ]---\n";
    constexpr std::string_view kPanic = "<0>[    3.844494] Kernel panic - not syncing: Fatal exception\n";
    auto file = [](std::string name, std::string content) {
        return PstoreFile{std::move(name), {AsBytes(content).begin(), AsBytes(content).end()}};
    };
    std::string oops =
        "Oops#1 Part1\n<4>[    3.763751] CPU: 0 PID: 57 Comm: mediaserver Tainted: G           O       "
        "6.1.192-faultbox-lab #1  999118692fa73ed5a5c322710a9ffb7191711124\n"
        "<4>[    3.764168] PC is at rpmsg_sock_release+0x54/0x70 [headunit]\n";
    std::vector<PstoreFile> files = {
        file("dmesg-ramoops-0", oops + std::string(kEnd)),
        file("dmesg-ramoops-1", "Panic#2 Part1\n" + std::string(kEnd) + std::string(kPanic)),
    };
    DecodedInput input;
    ASSERT_TRUE(ReadPstoreFiles(files, input));
    ASSERT_EQ(input.records.size(), 1u);
    const format::CrashRecord& record = input.records[0];
    ASSERT_EQ(record.event_size(), 2);
    EXPECT_EQ(record.event(0).pc().symbol(), "rpmsg_sock_release");
    EXPECT_EQ(record.event(0).severity(), static_cast<uint32_t>(Severity::kFatal));
    ASSERT_EQ(record.event(0).also_in_size(), 1);
    EXPECT_EQ(KindOf(record.event(1)), EventKind::kPanic);
    EXPECT_EQ(record.event(1).relation_to(), 0u);
    // Of another boot: the same words at other times.
    std::string other = std::string(kEnd) + std::string(kPanic);
    for (size_t at = 0; (at = other.find("[    3.", at)) != std::string::npos; ++at) other[at + 5] = '4';
    files[1] = file("dmesg-ramoops-1", "Panic#2 Part1\n" + other);
    DecodedInput apart;
    ASSERT_TRUE(ReadPstoreFiles(files, apart));
    EXPECT_EQ(apart.records.size(), 2u);
}

}  // namespace
}  // namespace faultbox
