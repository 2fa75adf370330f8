#include <gtest/gtest.h>

#include <format>

#include "parse.h"

namespace faultbox {
namespace {

using Strings = std::vector<std::string>;

// "key=value" of every fact, numbers with "0x" where they are marked as hexadecimal.
Strings FactList(const CrashEvent& event) {
    Strings list;
    for (const Fact& fact : event.facts) {
        std::string value(fact.text);
        if (fact.number) value = fact.hex ? std::format("0x{:x}", *fact.number) : std::to_string(*fact.number);
        list.push_back(std::string(fact.key) + "=" + value);
    }
    return list;
}

TEST(Ghes, FatalPcieErrorAndPanic) {
    auto parsed = Parse(R"(<0>{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1
<0>{1}[Hardware Error]: event severity: fatal
<0>{1}[Hardware Error]:  Error 0, type: fatal
<0>{1}[Hardware Error]:   section_type: PCIe error
<0>{1}[Hardware Error]:   port_type: 4, root port
<0>{1}[Hardware Error]:   version: 1.16
<0>{1}[Hardware Error]:   command: 0x0547, status: 0x4010
<0>{1}[Hardware Error]:   device_id: 0000:00:03.0
<0>{1}[Hardware Error]:   slot: 0
<0>{1}[Hardware Error]:   secondary_bus: 0x04
<0>{1}[Hardware Error]:   vendor_id: 0x8086, device_id: 0x2f08
<0>{1}[Hardware Error]:   class_code: 040000
<0>{1}[Hardware Error]:   bridge: secondary_status: 0x0000, control: 0x0003
<0>Kernel panic - not syncing: Fatal hardware error!
<4>Pid: 0, comm: swapper Not tainted 2.6.32-504.el6.x86_64 #1
<4>Call Trace:
<4> <NMI>  [<ffffffff815292bc>] ? panic+0xa7/0x16f
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& panic = parsed->events[1];
    EXPECT_EQ(panic.kind, EventKind::kPanic);
    EXPECT_EQ(panic.panic_reason, "Fatal hardware error!");
    EXPECT_EQ(panic.release, "2.6.32-504.el6.x86_64");
    EXPECT_EQ(panic.relation, Relation::kFollowed);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kHardwareError);
    EXPECT_EQ(event.severity, Severity::kFatal);
    EXPECT_EQ(event.line_count, 13u);
    EXPECT_EQ(
        FactList(event),
        (Strings{"hw.tag=1", "hw.source=GHES", "hw.source_id=1", "hw.severity=fatal", "section.type=PCIe error",
                 "section.severity=fatal", "section.port_type=4", "section.version=1.16", "section.command=0x547",
                 "section.status=0x4010", "section.pci_address=0000:00:03.0", "section.slot=0",
                 "section.secondary_bus=0x4", "section.vendor_id=0x8086", "section.device_id=0x2f08",
                 "section.class_code=040000", "section.bridge_secondary_status=0x0", "section.bridge_control=0x3"}));
}

TEST(Ghes, AerStatusOfFirmware) {
    auto parsed =
        Parse(R"([ 7032.893566] {24}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 10
[ 7032.901965] {24}[Hardware Error]: event severity: recoverable
[ 7032.907166] {24}[Hardware Error]:  Error 0, type: fatal
[ 7032.912366] {24}[Hardware Error]:   section_type: PCIe error
[ 7032.934806] {24}[Hardware Error]:   device_id: 0000:01:00.0
[ 7032.961495] {24}[Hardware Error]:   aer_uncor_status: 0x00040000, aer_uncor_mask: 0x00000000
[ 7032.969891] {24}[Hardware Error]:   aer_uncor_severity: 0x00062010
[ 7032.976042] {24}[Hardware Error]:   TLP Header: 000000c0 01010000 00000001 00000000
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kError);
    EXPECT_EQ(
        FactList(parsed->events[0]),
        (Strings{"hw.tag=24", "hw.source=GHES", "hw.source_id=10", "hw.severity=recoverable", "section.type=PCIe error",
                 "section.severity=fatal", "section.pci_address=0000:01:00.0", "section.aer_uncor_status=0x40000",
                 "section.aer_uncor_mask=0x0", "section.aer_uncor_severity=0x62010",
                 "section.tlp_header=000000c0 01010000 00000001 00000000"}));
}

TEST(Ghes, MemoryErrorBehindEdacOfTheSame) {
    auto parsed = Parse(
        R"([  838.469270] EDAC MC0: 1 CE Single-bit ECC on BANK 0 DIMM 1 (node:0 card:1 module:0 bank:0 row:8192 col:0 bit_pos:5 DIMM location:BANK 0 DIMM 1 page:0x80000 offset:0x0 grain:4096 syndrome:0x0 - APEI location: n)
[  838.469500] {2}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 2
[  838.469555] {2}[Hardware Error]: It has been corrected by h/w and requires no further action
[  838.469600] {2}[Hardware Error]: event severity: corrected
[  838.469647] {2}[Hardware Error]:  precise tstamp: 2023-11-21 07:41:29
[  838.469740] {2}[Hardware Error]:  Error 0, type: corrected
[  838.469792] {2}[Hardware Error]:   section_type: memory error
[  838.469825] {2}[Hardware Error]:   physical_address: 0x0000000080000000
[  838.469874] {2}[Hardware Error]:   physical_address_mask: 0xfffffffffffff000
[  838.469988] {2}[Hardware Error]:   node: 0 card: 1 module: 0 bank: 0 device: 1 row: 8192 column: 0 bit_position: 5 requestor_id: 0x0000000000000001 responder_id: 0x0000000000000001 target_id: 0x000000000000000
[  838.470044] {2}[Hardware Error]:   error_type: 2, single-bit ECC
[  838.470101] {2}[Hardware Error]:   DIMM location: BANK 0 DIMM 1
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kEccError);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(parsed->events[0].line_count, 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "label"), "BANK 0 DIMM 1");
    EXPECT_EQ(FactOf(parsed->events[0], "message"), "Single-bit ECC");
    EXPECT_EQ(FactOf(parsed->events[0], "row"), "2000");
    EXPECT_EQ(FactOf(parsed->events[0], "page"), "80000");
    EXPECT_EQ(FactOf(parsed->events[0], "details"), "APEI location: n");
    EXPECT_EQ(parsed->events[1].severity, Severity::kWarning);
    EXPECT_EQ(FactList(parsed->events[1]), (Strings{"hw.tag=2",
                                                    "hw.source=GHES",
                                                    "hw.source_id=2",
                                                    "hw.severity=corrected",
                                                    "hw.time=2023-11-21 07:41:29",
                                                    "section.type=memory error",
                                                    "section.severity=corrected",
                                                    "section.physical_address=0x80000000",
                                                    "section.physical_address_mask=0xfffffffffffff000",
                                                    "section.node=0",
                                                    "section.card=1",
                                                    "section.module=0",
                                                    "section.bank=0",
                                                    "section.device=1",
                                                    "section.row=8192",
                                                    "section.column=0",
                                                    "section.bit_position=5",
                                                    "section.requestor_id=0x1",
                                                    "section.responder_id=0x1",
                                                    "section.target_id=0x0",
                                                    "section.error_type=2",
                                                    "section.dimm=BANK 0 DIMM 1"}));
}

TEST(Ghes, ArmProcessorOfBothGenerations) {
    auto old =
        Parse(R"([ 1419.542401][    C1] {57}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 9
[ 1419.551435][    C1] {57}[Hardware Error]: event severity: recoverable
[ 1419.557865][    C1] {57}[Hardware Error]:  Error 0, type: recoverable
[ 1419.564295][    C1] {57}[Hardware Error]:   section_type: ARM processor error
[ 1419.571421][    C1] {57}[Hardware Error]:   MIDR: 0x0000000000000000
[ 1419.571434][    C1] {57}[Hardware Error]:   Multiprocessor Affinity Register (MPIDR): 0x0000000081000100
[ 1419.586813][    C1] {57}[Hardware Error]:   error affinity level: 0
[ 1419.586821][    C1] {57}[Hardware Error]:   running state: 0x1
[ 1419.602714][    C1] {57}[Hardware Error]:   Power State Coordination Interface state: 0
[ 1419.602724][    C1] {57}[Hardware Error]:   Error info structure 0:
[ 1419.614797][    C1] {57}[Hardware Error]:   num errors: 1
[ 1419.614804][    C1] {57}[Hardware Error]:    error_type: 0, cache error
[ 1419.629226][    C1] {57}[Hardware Error]:    error_info: 0x0000000020400014
[ 1419.629234][    C1] {57}[Hardware Error]:     cache level: 1
[ 1419.642006][    C1] {57}[Hardware Error]:     the error has not been corrected
)");
    ASSERT_EQ(old->events.size(), 1u);
    EXPECT_EQ(FactList(old->events[0]),
              (Strings{"hw.tag=57", "hw.source=GHES", "hw.source_id=9", "hw.severity=recoverable",
                       "section.type=ARM processor error", "section.severity=recoverable", "section.midr=0x0",
                       "section.mpidr=0x81000100", "section.affinity_level=0", "section.running_state=0x1",
                       "section.psci_state=0", "section.num_errors=1", "section.error_type=0",
                       "section.error_info=0x20400014"}));
    auto newer = Parse(R"([   11.094205] {1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 0
[   11.096090] {1}[Hardware Error]:   section_type: ARM processor error
[   11.099174] {1}[Hardware Error]:   num errors: 2
[   11.099200] {1}[Hardware Error]:    first error captured
[   11.099682] {1}[Hardware Error]:    error_type: 0x1a: cache error|bus error|micro-architectural error
[   11.100150] {1}[Hardware Error]:    physical fault address: 0x00000000deadbeef
)");
    ASSERT_EQ(newer->events.size(), 1u);
    EXPECT_EQ(FactList(newer->events[0]),
              (Strings{"hw.tag=1", "hw.source=GHES", "hw.source_id=0", "section.type=ARM processor error",
                       "section.num_errors=2", "section.captured=first error captured", "section.error_types=0x1a",
                       "section.physical_address=0xdeadbeef"}));
}

// Two processors print at the same time, each its own record.
TEST(Ghes, MixedRecordsAreToldApartByTheirTags) {
    auto parsed = Parse(R"([   99.1] {7}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 4
[   99.2] {8}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 5
[   99.3] {7}[Hardware Error]: event severity: corrected
[   99.4] {8}[Hardware Error]: event severity: recoverable
[   99.5] {8}[Hardware Error]:  Error 0, type: recoverable
[   99.6] {7}[Hardware Error]:  Error 0, type: corrected
[   99.7] {8}[Hardware Error]:   section_type: memory error
[   99.8] {7}[Hardware Error]:   section_type: PCIe error
[   99.9] {8}[Hardware Error]:   physical_address: 0x00000000400a1000
[  100.0] {7}[Hardware Error]:   slot: 3
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.tag=7", "hw.source=GHES", "hw.source_id=4", "hw.severity=corrected",
                       "section.type=PCIe error", "section.severity=corrected", "section.slot=3"}));
    EXPECT_EQ(
        FactList(parsed->events[1]),
        (Strings{"hw.tag=8", "hw.source=GHES", "hw.source_id=5", "hw.severity=recoverable", "section.type=memory error",
                 "section.severity=recoverable", "section.physical_address=0x400a1000"}));
    EXPECT_EQ(parsed->events[1].first_line, 2u);
}

TEST(Ghes, AnotherEventAmongMixedRecordsIsReadOnce) {
    auto parsed = Parse(R"({7}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 4
{8}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 5
{7}[Hardware Error]: event severity: corrected
EDAC MC0: 1 CE memory read error on DIMM_A1 (channel:1 slot:0 page:0x1 offset:0x2 grain:32 syndrome:0x0)
{8}[Hardware Error]: event severity: info
)");
    ASSERT_EQ(parsed->events.size(), 4u);
    EXPECT_EQ(FactOf(parsed->events[0], "hw.severity"), "corrected");
    EXPECT_EQ(FactOf(parsed->events[1], "hw.source_id"), "5");
    EXPECT_EQ(parsed->events[2].kind, EventKind::kEccError);
    EXPECT_EQ(FactOf(parsed->events[3], "hw.tag"), "8");
    EXPECT_EQ(parsed->events[3].severity, Severity::kInfo);
}

TEST(Ghes, OldForm) {
    auto parsed = Parse(R"(<6>{1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 1
<6>{1}[Hardware Error]: APEI generic hardware error status
<6>{1}[Hardware Error]: severity: 2, corrected
<6>{1}[Hardware Error]: section: 0, severity: 2, corrected
<6>{1}[Hardware Error]: flags: 0x01
<6>{1}[Hardware Error]: primary
<6>{1}[Hardware Error]: fru_text: CorrectedErr
<6>{1}[Hardware Error]: section_type: memory error
<6>{1}[Hardware Error]: section: 1, severity: 2, corrected
<6>{1}[Hardware Error]: section type: unknown, 5e4706c1-5356-48c6-930b-52f2120a4458
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.tag=1", "hw.source=GHES", "hw.source_id=1", "hw.severity=corrected",
                       "section.type=memory error", "section.severity=corrected", "section.flags=0x1",
                       "section.fru_text=CorrectedErr", "section.type=unknown section", "section.severity=corrected",
                       "section.guid=5e4706c1-5356-48c6-930b-52f2120a4458"}));
}

TEST(Bert, RecordsOfThePreviousBoot) {
    auto parsed = Parse(R"([    4.1] BERT: Error records from previous boot:
[    4.2] [Hardware Error]: event severity: fatal
[    4.3] [Hardware Error]:  Error 0, type: fatal
[    4.4] [Hardware Error]:  fru_text: ProcessorError
[    4.5] [Hardware Error]:   section_type: IA32/X64 processor error
[    4.6] [Hardware Error]:   Local APIC_ID: 0x20
[    4.7] [Hardware Error]:   Error Information Structure 0:
[    4.8] [Hardware Error]:    Check Information: 0x00000000000bf017
[    4.9] [Hardware Error]: event severity: fatal
[    5.0] [Hardware Error]:  Error 0, type: fatal
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kFatal);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.source=BERT", "hw.severity=fatal", "section.type=IA32/X64 processor error",
                       "section.severity=fatal", "section.fru_text=ProcessorError", "section.apic_id=0x20",
                       "section.check_info=0xbf017"}));
    EXPECT_EQ(FactList(parsed->events[1]),
              (Strings{"hw.severity=fatal", "section.type=unknown", "section.severity=fatal"}));
}

TEST(Aer, CorrectedOf4And6) {
    auto parsed = Parse(R"([13784.255749] pcieport 0000:00:1c.0: AER: Corrected error received: id=00e0
[13784.255777] pcieport 0000:00:1c.0: PCIe Bus Error: severity=Corrected, type=Data Link Layer, id=00e0(Transmitter ID)
[13784.255791] pcieport 0000:00:1c.0:   device [8086:9d14] error status/mask=00001000/00002000
[13784.255803] pcieport 0000:00:1c.0:    [12] Replay Timer Timeout
[16375.081217] pcieport 0000:00:1d.0: AER: Multiple Corrected error received: 0000:00:1d.0
[16375.081218] pcieport 0000:00:1d.0: PCIe Bus Error: severity=Corrected, type=Transaction Layer, (Receiver ID)
[16375.081219] pcieport 0000:00:1d.0:   device [8086:7ab0] error status/mask=00008000/00002000
[16375.081220] pcieport 0000:00:1d.0:    [15] HeaderOF
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kHardwareError);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(parsed->events[0].headline, "pcieport 0000:00:1c.0: AER: Corrected error received: id=00e0");
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.source=AER", "hw.root_port=0000:00:1c.0", "hw.severity=Corrected", "hw.reporter=00e0",
                       "section.type=PCIe error", "section.pci_address=0000:00:1c.0", "section.severity=Corrected",
                       "section.layer=Data Link Layer", "section.agent=Transmitter ID", "section.vendor_id=0x8086",
                       "section.device_id=0x9d14", "section.aer_status=0x1000", "section.aer_mask=0x2000"}));
    EXPECT_EQ(FactOf(parsed->events[1], "hw.multiple"), "1");
    EXPECT_EQ(FactOf(parsed->events[1], "hw.reporter"), "0000:00:1d.0");
    EXPECT_EQ(FactOf(parsed->events[1], "section.agent"), "Receiver ID");
    EXPECT_EQ(FactOf(parsed->events[1], "section.aer_status"), "8000");
}

TEST(Aer, UncorrectedOfAnotherDevice) {
    auto parsed = Parse(
        R"([369145.912726] pcieport 0000:00:01.1: AER: Uncorrected (Non-Fatal) error received: 0000:09:00.0
[369145.923124] igb 0000:09:00.0: AER: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Requester ID)
[369145.936791] igb 0000:09:00.0: AER:   device [8086:1537] error status/mask=00004000/00000000
[369145.949068] igb 0000:09:00.0: AER:    [14] CmpltTO                (First)
[369145.950000] igb 0000:09:00.0: AER:   TLP Header: 40000001 0000030f 90028090 00000000
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].severity, Severity::kError);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.source=AER", "hw.root_port=0000:00:01.1", "hw.severity=Uncorrected (Non-Fatal)",
                       "hw.reporter=0000:09:00.0", "section.type=PCIe error", "section.pci_address=0000:09:00.0",
                       "section.severity=Uncorrected (Non-Fatal)", "section.layer=Transaction Layer",
                       "section.agent=Requester ID", "section.vendor_id=0x8086", "section.device_id=0x1537",
                       "section.aer_status=0x4000", "section.aer_mask=0x0", "section.first_error=14",
                       "section.tlp_header=40000001 0000030f 90028090 00000000"}));
}

TEST(Aer, StatusPrintedForFirmwareAndContainment) {
    auto parsed = Parse(R"([ 148.894823] tg3 0000:04:00.0: AER: aer_status: 0x00100000, aer_mask: 0x00010000
[ 148.902795] tg3 0000:04:00.0: AER: [20] UnsupReq (First)
[ 148.910234] tg3 0000:04:00.0: AER: aer_layer=Transaction Layer, aer_agent=Requester ID
[ 148.918806] tg3 0000:04:00.0: AER: aer_uncor_severity: 0x000ef030
[   50.947816] pcieport 0000:00:1b.0: DPC: containment event, status:0x1f01 source:0x0000
[   50.947829] pcieport 0000:00:1b.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Receiver ID)
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.source=AER", "hw.root_port=0000:04:00.0", "section.type=PCIe error",
                       "section.pci_address=0000:04:00.0", "section.aer_status=0x100000", "section.aer_mask=0x10000",
                       "section.first_error=20", "section.layer=Transaction Layer", "section.agent=Requester ID",
                       "section.aer_uncor_severity=0xef030"}));
    EXPECT_EQ(FactOf(parsed->events[1], "hw.source"), "DPC");
    EXPECT_EQ(FactOf(parsed->events[1], "hw.dpc_status"), "1f01");
    EXPECT_EQ(FactOf(parsed->events[1], "section.agent"), "Receiver ID");
}

TEST(Aer, WhatIsSaidAtBootIsNoError) {
    EXPECT_TRUE(Parse("[    1.0] pcieport 0000:00:1c.0: AER: enabled with IRQ 122\n"
                      "[    1.1] pcieport 0000:00:1c.0: AER: Device recovery successful\n")
                    ->events.empty());
}

TEST(HardwareError, AdviceAboutAChipset) {
    auto parsed = Parse(R"([    1.434178] [Hardware Error]: This system BIOS has enabled interrupt remapping
[    1.434179] on a chipset that contains an errata making that
[    1.434180] feature unstable.  Please reboot with nointremap
[    1.434180] added to the kernel command line and contact
[    1.434181] your BIOS vendor for an update
[    1.434200] Freeing unused kernel memory: 1296k freed
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kHardwareError);
    EXPECT_EQ(parsed->events[0].severity, Severity::kInfo);
    EXPECT_EQ(parsed->events[0].line_count, 5u);
    EXPECT_EQ(FactList(parsed->events[0]),
              (Strings{"hw.source=interrupt remapping erratum", "hw.severity=info", "hw.parameter=nointremap"}));
}

}  // namespace
}  // namespace faultbox
