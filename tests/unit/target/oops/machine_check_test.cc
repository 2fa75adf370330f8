// Machine checks as kernels 2.4 to 6.x print them. Each text is of a real machine; the source stands above it.

#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// The facts as "cpu=19 bank=5 status=0xbe…", in order and without "mce.".
std::string Facts(const CrashEvent& event) {
    std::string all;
    for (const Fact& fact : event.facts) {
        std::string_view key = fact.key;
        key.remove_prefix(key.starts_with("mce.") ? 4 : 0);
        all += std::format("{}{}=", all.empty() ? "" : " ", key);
        all += !fact.number ? std::format("\"{}\"", fact.text)
                            : (fact.hex ? std::format("0x{:x}", *fact.number) : std::to_string(*fact.number));
    }
    return all;
}

// tests/unit/target/oops/data/x86_64-2.6.32-mce.log: a host's console, addresses in <> eaten by HTML.
TEST(MachineCheck, TwoThreadsOfOneCoreAreOneEvent) {
    auto parsed = ParseFile("unit/target/oops/data/x86_64-2.6.32-mce.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& check = parsed->events[0];
    EXPECT_EQ(check.kind, EventKind::kMachineCheck);
    EXPECT_EQ(check.severity, Severity::kFatal);
    EXPECT_EQ(check.headline, "[Hardware Error]: CPU 19: Machine Check Exception: 4 Bank 5: be00000000800400");
    EXPECT_EQ(check.cpu, 19u);
    EXPECT_EQ(check.time_us, 14874911977687u);
    EXPECT_EQ(check.line_count, 8u);
    EXPECT_EQ(Facts(check),
              "cpu=19 mcgstatus=0x4 bank=5 status=0xbe00000000800400 tsc=0x7ebbc5c7e698b4 address=0x1579aa6 vendor=0 "
              "cpuid=0x206c2 time=1480763330 socket=0 apic=0x11 "
              "cpu=7 tsc=0x7ebbc5c7e698c8 apic=0x10 verdict=\"Processor context corrupt\"");
    const CrashEvent& panic = parsed->events[1];
    EXPECT_EQ(panic.kind, EventKind::kPanic);
    EXPECT_EQ(panic.panic_reason, "Fatal Machine check");
    EXPECT_EQ(panic.relation, Relation::kFollowed);
    EXPECT_EQ(panic.relation_to, 0u);
}

TEST(MachineCheck, SecondHost) {
    auto parsed = ParseFile("unit/target/oops/data/x86_64-2.6.32-mce-second-host.log");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(Facts(parsed->events[0]),
              "cpu=20 mcgstatus=0x4 bank=5 status=0xbe00000000800400 tsc=0xc0912bd05e005 address=0x164b547 vendor=0 "
              "cpuid=0x206c2 time=1490805655 socket=1 apic=0x33 "
              "cpu=8 tsc=0xc0912bd05df33 apic=0x32 verdict=\"Processor context corrupt\"");
    EXPECT_EQ(parsed->events[1].kind, EventKind::kPanic);
}

// The same host type, another crash, with the instruction pointer; once as printed and once as HTML left it.
TEST(MachineCheck, InstructionPointer) {
    constexpr const char* kText = R"([Hardware Error]: CPU 6: Machine Check Exception: 5 Bank 5: be00000000800400
[Hardware Error]: RIP !INEXACT! 10:<ffffffff812c3f9d> {{intel_idle+0xb1/0x170}}
[Hardware Error]: TSC 3a1d0f2c4b ADDR 1579aa6 MISC 86
[Hardware Error]: PROCESSOR 0:206c2 TIME 1378000000 SOCKET 1 APIC 20 microcode 13
[Hardware Error]: Run the above through 'mcelog --ascii'
[Hardware Error]: Some CPUs didn't answer in synchronization
)";
    std::string text = kText;
    text.replace(text.find("{{"), 2, "{");
    text.replace(text.find("}}"), 2, "}");
    auto parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].arch, Arch::kX86_64);
    EXPECT_EQ(Facts(parsed->events[0]),
              "cpu=6 mcgstatus=0x5 bank=5 status=0xbe00000000800400 ip=0xffffffff812c3f9d "
              "symbol=\"intel_idle+0xb1/0x170\" tsc=0x3a1d0f2c4b address=0x1579aa6 misc=0x86 vendor=0 cpuid=0x206c2 "
              "time=1378000000 socket=1 apic=0x20 microcode=0x13 "
              "text=\"[Hardware Error]: Some CPUs didn't answer in synchronization\"");
    text.replace(text.find("<ffffffff812c3f9d>"), 18, "");
    parsed = Parse(text);
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "mce.ip"), "absent");
    EXPECT_EQ(FactOf(parsed->events[0], "mce.symbol"), "intel_idle+0xb1/0x170");
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"eaten 2 !INEXACT! 10:"});
}

// A J5005, andikleen/mcelog issue 70: left over from before the boot, logged only.
TEST(MachineCheck, LoggedOnly) {
    auto parsed = Parse(R"([    0.039982] mce: CPU supports 7 MCE banks
[    0.060928] mce: [Hardware Error]: Machine check events logged
[    0.060932] mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 4: a600000000020408
[    0.060941] mce: [Hardware Error]: TSC 0 ADDR fef4c9e0 
[    0.060949] mce: [Hardware Error]: PROCESSOR 0:706a1 TIME 1530266046 SOCKET 0 APIC 0 microcode 22
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.headline, "mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 4: a600000000020408");
    EXPECT_EQ(event.first_line, 2u);
    EXPECT_EQ(event.line_count, 4u);
    EXPECT_EQ(Facts(event),
              "notice=\"Machine check events logged\" cpu=0 mcgstatus=0x0 bank=4 status=0xa600000000020408 "
              "address=0xfef4c9e0 vendor=0 cpuid=0x706a1 time=1530266046 socket=0 apic=0x0 microcode=0x22");
}

// A Ryzen 9 5950X, CachyOS/linux-cachyos issue 1038: kept in ERST over the reset and decoded by the next boot.
TEST(MachineCheck, AmdDecoder) {
    auto parsed = Parse(R"([Hardware Error]: System Fatal error.
[Hardware Error]: CPU:21 (19:21:0) MC5_STATUS[-|UE|MiscV|AddrV|PCC|TCC|SyndV|-|-|-]: 0xbea0000000000108
[Hardware Error]: Error Addr: 0x01ffffffc080cb3a
[Hardware Error]: IPID: 0x000500b000000000, Syndrome: 0x000000004d000000
[Hardware Error]: Execution Unit Ext. Error Code: 0
[Hardware Error]: cache level: RESV, tx: GEN, mem-tx: GEN
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.cpu, 21u);
    EXPECT_EQ(Facts(event),
              "notice=\"System Fatal error.\" cpu=21 bank=5 status=0xbea0000000000108 vendor=2 cpuid=0xa20f10 "
              "address=0x1ffffffc080cb3a ipid=0x500b000000000 synd=0x4d000000 "
              "text=\"Execution Unit Ext. Error Code: 0\" text=\"cache level: RESV, tx: GEN, mem-tx: GEN\"");
}

// A 64-core Opteron, question 502269 on a site for administrators; syslogd wrote it to a terminal.
TEST(MachineCheck, AmdNorthbridgeWithoutCpu) {
    auto parsed = Parse(R"([Hardware Error]: MC4_STATUS[Over|CE|MiscV|-|AddrV|-|-|CECC]: 0xdc10410040080a13
[Hardware Error]: Northbridge Error (node 4): DRAM ECC error detected on the NB.
[Hardware Error]: cache level: L3/GEN, mem/io: MEM, mem-tx: RD, part-proc: RES (no timeout)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.severity, Severity::kWarning);
    EXPECT_FALSE(event.cpu);
    EXPECT_EQ(Facts(event),
              "bank=4 status=0xdc10410040080a13 vendor=2 "
              "text=\"Northbridge Error (node 4): DRAM ECC error detected on the NB.\" "
              "text=\"cache level: L3/GEN, mem/io: MEM, mem-tx: RD, part-proc: RES (no timeout)\"");
}

// wiki.openvz.org, "Machine check exception"; the panic of a 2.4 kernel has no "not syncing".
TEST(MachineCheck, BankOnALineOfItsOwn) {
    auto parsed = Parse(R"(Jul  9 12:19:41 vz01 kernel: CPU 0: Machine Check Exception: 0000000000000004
Jul  9 12:19:41 vz01 kernel: Bank 4: b604a00100000813 at 000000007e4f2f68
Jul  9 12:19:41 vz01 kernel: Kernel panic: CPU context corrupt
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kFatal);
    EXPECT_EQ(parsed->events[0].line_count, 2u);
    EXPECT_EQ(Facts(parsed->events[0]), "cpu=0 mcgstatus=0x4 bank=4 status=0xb604a00100000813 address=0x7e4f2f68");
}

// linux-kernel, 2002-06-26, "MCE Error - 2.5.24": only the bank's line stands at the beginning of a line.
TEST(MachineCheck, BankAlone) {
    auto parsed = Parse(
        "MCE: The hardware reports a non fatal, correctable incident occured on\nCPU 0.\n\n"
        "Bank 0: 9409c00000000136\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(Facts(parsed->events[0]), "bank=0 status=0x9409c00000000136");
}

// mcelog's own file; serverfault question 808587.
TEST(MachineCheck, Mcelog) {
    auto parsed = Parse(R"(Hardware event. This is not a software error.
MCE 0
CPU 0 BANK 20
MISC 800000
TIME 1476167381 Tue Oct 11 06:29:41 2016
MCG status:
MCi status:
Corrected error
MCi_MISC register valid
MCA: BUS error: 0 0 Level-3 Generic Generic Other-transaction
Request-did-not-timeout
STATUS 8800004000200e0f MCGSTATUS 0
MCGCAP 7000c16 APICID 0 SOCKETID 0
CPUID Vendor Intel Family 6 Model 63
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(Facts(parsed->events[0]),
              "cpu=0 bank=20 misc=0x800000 time=1476167381 status=0x8800004000200e0f mcgstatus=0x0 "
              "mcgcap=0x7000c16 apic=0x0 socket=0");
}

// Skylake server, 2020: the next bank's error is one of its own and follows.
TEST(MachineCheck, AnotherBankFollows) {
    auto parsed = Parse(R"([1.0] mce: [Hardware Error]: CPU 18: Machine Check Exception: 5 Bank 7: be00000001010091
[1.0] mce: [Hardware Error]: RIP !INEXACT! 10:<ffffffffac58472a> {acpi_idle_do_entry+0x4a/0x60}
[1.0] mce: [Hardware Error]: TSC ae4b410af0b8 ADDR 314d193000 MISC 200400c008002086 
[1.0] mce: [Hardware Error]: PROCESSOR 0:50657 TIME 1605843017 SOCKET 1 APIC 40 microcode 5000021
[1.0] mce: [Hardware Error]: CPU 18: Machine Check Exception: 5 Bank 13: be00000001010091
[1.0] mce: [Hardware Error]: TSC ae4b410af0b8 
[1.0] mce: [Hardware Error]: CPU 18: Machine Check Exception: 5 Bank 13: be00000001010091
[1.0] mce: [Hardware Error]: Machine check: Processor context corrupt
[1.0] Kernel panic - not syncing: Fatal machine check
)");
    ASSERT_EQ(parsed->events.size(), 4u);
    EXPECT_EQ(FactOf(parsed->events[0], "mce.bank"), "7");
    EXPECT_EQ(parsed->events[0].relation, Relation::kRoot);
    EXPECT_EQ(FactOf(parsed->events[1], "mce.bank"), "d");
    EXPECT_EQ(parsed->events[1].relation, Relation::kFollowed);
    EXPECT_EQ(parsed->events[2].relation_to, 1u);  // One CPU twice is the same crash seen again.
    EXPECT_EQ(parsed->events[3].panic_reason, "Fatal machine check");
    EXPECT_EQ(parsed->events[3].relation, Relation::kFollowed);
}

// Lines of intel_thermal and mce_intel; the first is of a 4.x laptop, the last of 6.8 and later.
TEST(MachineCheck, Notices) {
    auto parsed = Parse(R"([ 1102.224911] CPU0: Core temperature above threshold, cpu clock throttled (total events = 1)
[ 1102.224912] CPU2: Package temperature above threshold, cpu clock throttled (total events = 1)
[ 1102.225917] CPU0: Core temperature/speed normal
[ 1103.000000] mce: CMCI storm detected: switching to poll mode
[ 1104.000000] mce: CPU11 BANK7 CMCI storm detected
)");
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(parsed->events[0].cpu, 0u);
    EXPECT_EQ(Facts(parsed->events[0]),
              "notice=\"Core temperature above threshold, cpu clock throttled (total events = 1)\" cpu=0 cpu=2");
    EXPECT_EQ(FactOf(parsed->events[1], "mce.notice"), "CMCI storm detected: switching to poll mode");
    EXPECT_EQ(parsed->events[2].cpu, 11u);
}

TEST(MachineCheck, TornStatusGivesNoValue) {
    auto parsed = Parse("[Hardware Error]: CPU 19: Machine Check Exception: 4 Bank 5: be0000000080040\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "mce.status"), "absent");
    EXPECT_EQ(DamageList(parsed->events[0]), Strings{"missing-digits 1 be0000000080040"});
}

TEST(MachineCheck, OtherLinesBeginNone) {
    for (const char* text : {"CPU: 0 PID: 1 Comm: init Not tainted 6.1.0 #1", "CPU0: Core temperature/speed normal",
                             "CPU0: stopping", "CPU supports 7 MCE banks", "mce: CPU supports 7 MCE banks",
                             "Bank 4: closed", "CPU 1 is now offline", "MC4_STATUS[", "CPU:1 (19:21"}) {
        EXPECT_TRUE(Parse(text)->events.empty()) << text;
    }
}

}  // namespace
}  // namespace faultbox
