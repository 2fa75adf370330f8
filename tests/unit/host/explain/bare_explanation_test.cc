#include "host/explain/bare_explanation.h"

#include <gtest/gtest.h>

#include <string>

#include "host/explain/analyze.h"
#include "host/input/read_input.h"
#include "host/io/mapped_file.h"

namespace faultbox {
namespace {

// The explanation of the first event of a text, as printed by a kernel, without any symbol file.
EventAnalysis AnalyzeText(std::string_view text) {
    Result<DecodedInput> input = ReadInput("log", AsBytes(text), std::nullopt);
    if (!input || input->records.empty() || input->records[0].event_size() == 0) return {};
    return *Analyzer(SymbolStore()).Analyze(input->records[0].event(0));
}

EventAnalysis AnalyzeFile(const std::string& path) {
    Result<MappedFile> file = MappedFile::Open(FAULTBOX_TESTS_DIR "/" + path);
    if (!file) return {};
    return AnalyzeText(AsText(file->bytes()));
}

const Finding* FirstFinding(const EventAnalysis& analysis) {
    return analysis.explanation.findings.empty() ? nullptr : &analysis.explanation.findings.front();
}

// <f3> a4 is `rep movsb`, which reads at rsi and writes at rdi (SDM vol. 2, MOVS); the status says write, rdi is 1.
TEST(BareExplanation, AnInstructionThatReadsAndWritesContradictsNothing) {
    EventAnalysis analysis = AnalyzeFile("cases/x86_64-5.8-gvt-null-write/input.log");
    EXPECT_EQ(analysis.explanation.verdict,
              "write at 0x1, which rdi holds; so small a number is most often NULL plus the offset of a member");
    const Finding* finding = FirstFinding(analysis);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->claim, "the access was a write; a read is ruled out");
    EXPECT_EQ(finding->confidence, Confidence::kCertain);
    EXPECT_EQ(finding->access, Access::kWrite);
    ASSERT_TRUE(finding->pointer);
    EXPECT_EQ(finding->pointer->reg, "rdi");
    EXPECT_EQ(finding->pointer->value, 1u);
}

// (0582302c) is `streq r3, [r2, #0x2c]`: r2, not the other registers that are 0 as well.
TEST(BareExplanation, OnlyTheRegisterOfTheInstructionIsNamed) {
    EventAnalysis analysis = AnalyzeFile("size/sample/dmesg-ramoops-0");
    EXPECT_EQ(analysis.explanation.verdict, "write at 0x2c: 0x2c bytes behind a NULL pointer, which r2 holds");
    const Finding* finding = FirstFinding(analysis);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->size, 4u);
    ASSERT_TRUE(finding->pointer);
    EXPECT_EQ(finding->pointer->reg, "r2");
    EXPECT_EQ(finding->pointer->value, 0u);
    EXPECT_EQ(finding->pointer->value_class, "null");
}

// <48> 8b 17 is `mov (%rdi),%rdx`; eight other registers are 0.
TEST(BareExplanation, ARegisterThatHoldsTheAddressIsNoNullPointer) {
    EventAnalysis analysis = AnalyzeFile("cases/x86_64-null-deref-rb_next/input.log");
    EXPECT_EQ(analysis.explanation.verdict,
              "read at 0x10, which rdi holds; so small a number is most often NULL plus the offset of a member");
}

// The same with the instruction lost: every register may have led there.
TEST(BareExplanation, WithoutTheInstructionAllRegistersAreNamed) {
    EventAnalysis analysis = AnalyzeText(
        "[   12.345678] BUG: unable to handle kernel NULL pointer dereference at 0000000000000010\n"
        "[   12.345679] IP: [<ffffffff812db1e1>] rb_next+0x1/0x50\n"
        "[   12.345680] PGD 1b8f60067 PUD 460d95067 PMD 0\n"
        "[   12.345681] Oops: 0000 [#1] SMP\n"
        "[   12.345682] CPU: 3 PID: 16179 Comm: java Not tainted 3.10.0-229.el7.x86_64 #1\n"
        "[   12.345683] RIP: 0010:[<ffffffff812db1e1>]  [<ffffffff812db1e1>] rb_next+0x1/0x50\n"
        "[   12.345684] RSP: 0018:ffff8803bd39bc28  EFLAGS: 00010046\n"
        "[   12.345685] RAX: 0000000000000000 RBX: ffff88085f0838e0 RCX: ffff88085f0838e0\n"
        "[   12.345686] RDX: 0000000000000001 RSI: ffff880470073728 RDI: 0000000000000010\n");
    EXPECT_EQ(analysis.explanation.verdict,
              "read at 0x10, which rdi holds; or 0x10 bytes behind a NULL pointer, which rax holds");
}

// <48> 8b 04 c8 is `mov (%rax,%rcx,8),%rax`: 0 + 5 * 8.
TEST(BareExplanation, AnIndexIsPartOfTheSum) {
    EventAnalysis analysis = AnalyzeText(
        "[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000028\n"
        "[   12.345679] #PF: supervisor read access in kernel mode\n"
        "[   12.345680] #PF: error_code(0x0000) - not-present page\n"
        "[   12.345681] Oops: 0000 [#1] PREEMPT SMP PTI\n"
        "[   12.345682] CPU: 1 PID: 1939 Comm: player Tainted: G     U     OE     5.8.7-arch1-1 #1\n"
        "[   12.345683] RIP: 0010:playlist_at+0x6/0x10\n"
        "[   12.345684] Code: 48 89 f8 48 89 d1 <48> 8b 04 c8 c3\n"
        "[   12.345685] RSP: 0018:ffffb7c1816f3e60 EFLAGS: 00010202\n"
        "[   12.345686] RAX: 0000000000000000 RBX: 0000000000000004 RCX: 0000000000000005\n");
    EXPECT_EQ(analysis.explanation.verdict, "read at 0x28: rax (0x0) plus rcx (0x5) shifted left by 3");
    const Finding* finding = FirstFinding(analysis);
    ASSERT_NE(finding, nullptr);
    EXPECT_FALSE(finding->pointer);
}

// NOTES.md: "the faulting address is rdi minus one, not CR2". rdi is 48ffb108f474c60c, CR4 has no LA57.
TEST(BareExplanation, AGeneralProtectionFaultIsAnAddressThatIsNotCanonical) {
    EventAnalysis analysis = AnalyzeFile("cases/x86_64-5.1-gpf-strcmp/input.log");
    EXPECT_EQ(
        analysis.explanation.verdict,
        "read of 1 byte at 0x48ffb108f474c60b: 0x1 bytes before 0x48ffb108f474c60c, which rdi holds; no canonical "
        "address: bits 63 to 47 are not all equal");
    const Finding* finding = FirstFinding(analysis);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->access, Access::kRead);
    EXPECT_EQ(finding->size, 1u);
    ASSERT_TRUE(finding->pointer);
    EXPECT_EQ(finding->pointer->reg, "rdi");
    EXPECT_EQ(finding->pointer->value_class, "non-canonical");
}

// No Code: line, so that nothing tells which register it was.
TEST(BareExplanation, AGeneralProtectionFaultWithoutItsInstructionIsNotExplained) {
    EventAnalysis analysis = AnalyzeFile("cases/x86_64-3.16-gpf-rwsem/input.log");
    EXPECT_EQ(analysis.explanation.verdict, "");
    EXPECT_TRUE(analysis.explanation.findings.empty());
}

std::string ProtectionFault(const char* headline, const char* code, const char* cr4) {
    std::string text = std::string("[   12.345678] ") + headline + ": 0000 [#1] SMP PTI\n";
    text +=
        "[   12.345679] CPU: 6 PID: 573 Comm: player Not tainted 5.1.0+ #7\n"
        "[   12.345680] RIP: 0010:queue_next+0x8/0x20\n";
    text += std::string("[   12.345681] Code: 48 83 c6 01 <") + code + "\n";
    text +=
        "[   12.345682] RSP: 0018:ffffb109c3b87d08 EFLAGS: 00010286\n"
        "[   12.345683] RAX: dead000000000100 RBX: 0000000000000004 RCX: 00a98025048b4865\n"
        "[   12.345684] RDX: 0000000000000001 RSI: ffff880470073728 RDI: ffff880470073728\n"
        "[   12.345685] RBP: 6b6b6b6b6b6b6b6b R08: 0000000000000000 R09: 0000000000000001\n";
    return text + "[   12.345686] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\n[   12.345687] CR2: " +
           "00007f97f671ca24 CR3: 000000045539c000 CR4: " + cr4 + "\n";
}

std::string VerdictOfProtectionFault(const char* headline, const char* code, const char* cr4) {
    return AnalyzeText(ProtectionFault(headline, code, cr4)).explanation.verdict;
}

// SDM vol. 1, 3.3.7.1: with four levels bits 63 to 47 are equal, with five (CR4.LA57, bit 12) bits 63 to 56.
TEST(BareExplanation, WhatIsCanonicalDependsOnThePageTables) {
    constexpr const char* kFault = "general protection fault";
    // 48 8b 11 is `mov (%rcx),%rdx`.
    EXPECT_EQ(VerdictOfProtectionFault(kFault, "48> 8b 11 c3", "00000000001407e0"),
              "read of 8 bytes at 0xa98025048b4865, which rcx holds; no canonical address: bits 63 to 47 are not all "
              "equal");
    EXPECT_EQ(VerdictOfProtectionFault(kFault, "48> 8b 11 c3", "00000000001417e0"), "");
    // 48 8b 50 08 is `mov 0x8(%rax),%rdx`.
    EXPECT_EQ(
        VerdictOfProtectionFault(kFault, "48> 8b 50 08 c3", "00000000001417e0"),
        "read of 8 bytes at 0xdead000000000108: 0x8 bytes behind LIST_POISON1, the next pointer of a deleted list "
        "entry, which rax holds; no canonical address: bits 63 to 56 are not all equal");
    // 48 8b 17 is `mov (%rdi),%rdx`, an address like any other; 0f 22 e0 is `mov %rax,%cr4`.
    EXPECT_EQ(VerdictOfProtectionFault(kFault, "48> 8b 17 c3", "00000000001407e0"), "");
    EXPECT_EQ(VerdictOfProtectionFault(kFault, "0f> 22 e0 c3", "00000000001407e0"), "");
}

// SDM vol. 3, 6.15, interrupt 12: addresses by rsp and rbp raise a stack fault. 48 8b 55 00 is `mov (%rbp),%rdx`.
TEST(BareExplanation, AddressesOfTheStackRaiseAnotherFault) {
    EXPECT_EQ(VerdictOfProtectionFault("general protection fault", "48> 8b 55 00 c3", "00000000001407e0"), "");
    EXPECT_EQ(VerdictOfProtectionFault("stack segment", "48> 8b 55 00 c3", "00000000001407e0"),
              "read of 8 bytes at 0x6b6b6b6b6b6b6b6b: slab poison 0x6b: memory that was freed, which rbp holds; no "
              "canonical address: bits 63 to 47 are not all equal");
}

// Kernels of 5.5 and later state the address.
TEST(BareExplanation, AStatedAddressMayBeNotCanonical) {
    EXPECT_EQ(
        VerdictOfProtectionFault("general protection fault, probably for non-canonical address 0xdead000000000108",
                                 "48> 8b 50 08 c3", "00000000001407e0"),
        "read at 0xdead000000000108: 0x8 bytes behind LIST_POISON1, the next pointer of a deleted list entry, "
        "which rax holds; no canonical address: bits 63 to 47 are not all equal");
}

// NOTES.md: the entry is present and plain data; whether something called that address is not known.
TEST(BareExplanation, AFetchFromMemoryThatIsDataIsNoCall) {
    EventAnalysis analysis = AnalyzeFile("cases/arm64-6.5-execute-from-nx/input.log");
    EXPECT_EQ(analysis.explanation.verdict, "execution at 0xffffbd2fe97a3ba0: mapped, but not executable");
}

}  // namespace
}  // namespace faultbox
