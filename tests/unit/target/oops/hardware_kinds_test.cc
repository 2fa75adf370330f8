#include <gtest/gtest.h>

#include "parse.h"

namespace faultbox {
namespace {

TEST(Edac, MemoryErrorOfAController) {
    auto parsed = Parse(
        R"([    9.1] EDAC MC0: Giving out device to module sbridge_edac.c controller Haswell SrcID#0_Ha#0: DEV 0000:7f:12.0 (INTERRUPT)
[  100.2] EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x3c4d2f offset:0xc80 grain:32 syndrome:0x0 -  area:DRAM err_code:0001:0090 socket:0 ha:0 channel_mask:2 rank:1)
[  100.3] EDAC MC1: 1 UE memory scrubbing error on CPU_SrcID#1_Ha#0_Chan#0_DIMM#0 (channel:0 slot:0 page:0x1 offset:0x0 grain:32)
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    const CrashEvent& corrected = parsed->events[0];
    EXPECT_EQ(corrected.kind, EventKind::kEccError);
    EXPECT_EQ(corrected.severity, Severity::kWarning);
    EXPECT_EQ(FactOf(corrected, "controller"), "0");
    EXPECT_EQ(FactOf(corrected, "error"), "CE");
    EXPECT_EQ(FactOf(corrected, "count"), "1");
    EXPECT_EQ(FactOf(corrected, "message"), "memory read error");
    EXPECT_EQ(FactOf(corrected, "label"), "CPU_SrcID#0_Ha#0_Chan#1_DIMM#0");
    EXPECT_EQ(FactOf(corrected, "channel"), "1");
    EXPECT_EQ(FactOf(corrected, "slot"), "0");
    EXPECT_EQ(FactOf(corrected, "page"), "3c4d2f");
    EXPECT_EQ(FactOf(corrected, "offset"), "c80");
    EXPECT_EQ(FactOf(corrected, "grain"), "20");
    EXPECT_EQ(FactOf(corrected, "details"), "area:DRAM err_code:0001:0090 socket:0 ha:0 channel_mask:2 rank:1");
    EXPECT_EQ(FactOf(corrected, "rank"), "absent");
    EXPECT_EQ(parsed->events[1].severity, Severity::kError);
    EXPECT_EQ(FactOf(parsed->events[1], "controller"), "1");
    EXPECT_EQ(FactOf(parsed->events[1], "syndrome"), "absent");
}

TEST(Edac, OldForms) {
    auto parsed = Parse(
        R"(Aug  1 13:38:02 durthang kernel: [771510.780074] EDAC MC0: CE page 0x3c7d2d, offset 0xc00, grain 0, syndrome 0xa4f4, row 3, channel 0, label "": amd64_edac
[ 3565.436065] EDAC MC0: CE page 0x16cbe, offset 0xb00, grain 64, syndrome 0xc1, row 0, channel 1, label "DIMM B1": i82975x CE
Apr 21 07:38:40 jcomputer kernel: [35273.930290] EDAC MC0: UE page 0x1fffc, offset 0x0, grain 4096, row 0, labels ":": i82875p UE
)");
    ASSERT_EQ(parsed->events.size(), 3u);
    EXPECT_EQ(FactOf(parsed->events[0], "page"), "3c7d2d");
    EXPECT_EQ(FactOf(parsed->events[0], "syndrome"), "a4f4");
    EXPECT_EQ(FactOf(parsed->events[0], "row"), "3");
    EXPECT_EQ(FactOf(parsed->events[0], "label"), "absent");
    EXPECT_EQ(FactOf(parsed->events[0], "driver"), "amd64_edac");
    EXPECT_EQ(FactOf(parsed->events[1], "label"), "DIMM B1");
    EXPECT_EQ(FactOf(parsed->events[1], "channel"), "1");
    EXPECT_EQ(FactOf(parsed->events[2], "error"), "UE");
    EXPECT_EQ(parsed->events[2].severity, Severity::kError);
    EXPECT_EQ(FactOf(parsed->events[2], "grain"), "1000");
}

TEST(Edac, DeviceOtherThanMemory) {
    auto parsed = Parse(
        "[  876.896022] EDAC DEVICE0: CE: cortex-arm64-edac instance: cpu2 block: L1 count: 1 'L1-D Data RAM "
        "correctable "
        "error(s) on CPU 2'\n");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(parsed->events[0].kind, EventKind::kEccError);
    EXPECT_EQ(parsed->events[0].severity, Severity::kWarning);
    EXPECT_EQ(FactOf(parsed->events[0], "label"), "cortex-arm64-edac");
    EXPECT_EQ(FactOf(parsed->events[0], "instance"), "cpu2");
    EXPECT_EQ(FactOf(parsed->events[0], "block"), "L1");
    EXPECT_EQ(FactOf(parsed->events[0], "count"), "1");
    EXPECT_EQ(FactOf(parsed->events[0], "message"), "L1-D Data RAM correctable error(s) on CPU 2");
}

TEST(DmaFault, IntelOfThreeGenerations) {
    auto parsed = Parse(R"([ 2892.897731] DRHD: handling fault status reg 3
[ 2892.897750] DMAR:[DMA Read] Request device [04:00.0] fault addr fde00000
[ 2892.897751] DMAR:[fault reason 12] non-zero reserved fields in PTE
[ 3000.0] DMAR: DRHD: handling fault status reg 2
[ 3000.1] DMAR: [DMA Write] Request device [03:00.0] PASID ffffffff fault addr 0 [fault reason 05] PTE Write access is not set
[226387.152234] DMAR: DRHD: handling fault status reg 3
[226387.152244] DMAR: [DMA Write NO_PASID] Request device [0x00:0x02.0] fault addr 0xf0afc000 [fault reason 0x07] Next page table ptr is invalid
)");
    ASSERT_EQ(parsed->events.size(), 3u);
    for (const CrashEvent& event : parsed->events) EXPECT_EQ(event.kind, EventKind::kDmaFault);
    EXPECT_EQ(FactOf(parsed->events[0], "fault_status"), "3");
    EXPECT_EQ(FactOf(parsed->events[0], "access"), "read");
    EXPECT_EQ(FactOf(parsed->events[0], "device"), "04:00.0");
    EXPECT_EQ(FactOf(parsed->events[0], "iova"), "fde00000");
    EXPECT_EQ(FactOf(parsed->events[0], "fault_reason"), "c");
    EXPECT_EQ(FactOf(parsed->events[0], "reason"), "non-zero reserved fields in PTE");
    EXPECT_EQ(FactOf(parsed->events[1], "pasid"), "ffffffff");
    EXPECT_EQ(FactOf(parsed->events[1], "iova"), "0");
    EXPECT_EQ(FactOf(parsed->events[1], "fault_reason"), "5");
    EXPECT_EQ(FactOf(parsed->events[2], "access"), "write");
    EXPECT_EQ(FactOf(parsed->events[2], "device"), "0x00:0x02.0");
    EXPECT_EQ(FactOf(parsed->events[2], "fault_reason"), "7");
}

TEST(DmaFault, FaultsInARowAreEventsOfTheirOwn) {
    auto parsed = Parse(R"(DMAR: DRHD: handling fault status reg 102
DMAR: [DMA Read] Request device [02:00.0] fault addr ffd00000 [fault reason 06] PTE Read access is not set
DMAR: [INTR-REMAP] Request device [f0:1f.7] fault index 0x0 [fault reason 0x25] Blocked a compatibility format interrupt request
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "fault_status"), "102");
    EXPECT_EQ(FactOf(parsed->events[1], "access"), "interrupt");
    EXPECT_EQ(FactOf(parsed->events[1], "interrupt_index"), "0");
    EXPECT_EQ(FactOf(parsed->events[1], "fault_reason"), "25");
}

TEST(DmaFault, Amd) {
    auto parsed = Parse(
        R"(AMD-Vi: Event logged [IO_PAGE_FAULT device=0a:00.0 domain=0x001d address=0x000000000637c000 flags=0x0000]
[Thu Jan  4 23:12:54 2024] ahci 0000:28:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0035 address=0x7fffff00000 flags=0x0020]
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "iommu"), "amd");
    EXPECT_EQ(FactOf(parsed->events[0], "event"), "IO_PAGE_FAULT");
    EXPECT_EQ(FactOf(parsed->events[0], "device"), "0a:00.0");
    EXPECT_EQ(FactOf(parsed->events[0], "domain"), "1d");
    EXPECT_EQ(FactOf(parsed->events[0], "iova"), "637c000");
    EXPECT_EQ(FactOf(parsed->events[0], "flags"), "0");
    EXPECT_EQ(FactOf(parsed->events[1], "device"), "0000:28:00.0");
    EXPECT_EQ(FactOf(parsed->events[1], "iova"), "7fffff00000");
    EXPECT_EQ(FactOf(parsed->events[1], "flags"), "20");
}

TEST(DmaFault, Smmu) {
    auto parsed = Parse(
        R"([  157.563136] arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0xd65504710, fsynr=0x100011, cbfrsynra=0x0, cb=6
[  157.574842] arm-smmu 15000000.iommu: FSR    = 00000402 [Format=2 TF], SID=0x1c00
[  478.907684] arm-smmu-v3 arm-smmu-v3.2.auto: event 0x10 received:
[  478.913691] arm-smmu-v3 arm-smmu-v3.2.auto:  0x0000310200000010
[  478.919603] arm-smmu-v3 arm-smmu-v3.2.auto:  0x000002088000007f
[  478.925515] arm-smmu-v3 arm-smmu-v3.2.auto:  0x0000000000000000
[  478.931425] arm-smmu-v3 arm-smmu-v3.2.auto:  0x0000000000000000
)");
    ASSERT_EQ(parsed->events.size(), 2u);
    EXPECT_EQ(FactOf(parsed->events[0], "iommu"), "smmu");
    EXPECT_EQ(FactOf(parsed->events[0], "instance"), "15000000.iommu");
    EXPECT_EQ(FactOf(parsed->events[0], "fsr"), "402");
    EXPECT_EQ(FactOf(parsed->events[0], "iova"), "d65504710");
    EXPECT_EQ(FactOf(parsed->events[0], "fsynr"), "100011");
    EXPECT_EQ(FactOf(parsed->events[0], "cb"), "6");
    EXPECT_EQ(FactOf(parsed->events[0], "stream_id"), "1c00");
    const CrashEvent& event = parsed->events[1];
    EXPECT_EQ(FactOf(event, "iommu"), "smmu-v3");
    EXPECT_EQ(FactOf(event, "instance"), "arm-smmu-v3.2.auto");
    EXPECT_EQ(FactOf(event, "event"), "10");
    ASSERT_EQ(event.facts.size(), 7u);
    EXPECT_EQ(event.facts[3].number, 0x0000310200000010u);
    EXPECT_EQ(event.facts[4].number, 0x000002088000007fu);
    EXPECT_EQ(event.line_count, 5u);
}

TEST(Ept, EntriesOfEachLevel) {
    auto parsed = Parse(R"(Mar 7 13:38:04 xg-app-zstack-118 kernel: EPT: Misconfiguration.
Mar 7 13:38:04 xg-app-zstack-118 kernel: EPT: GPA: 0x108ba4538
Mar 7 13:38:04 xg-app-zstack-118 kernel: ept_misconfig_inspect_spte: spte 0x84c236107 level 4
Mar 7 13:38:04 xg-app-zstack-118 kernel: ept_misconfig_inspect_spte: spte 0x10515c7107 level 3
Mar 7 13:38:04 xg-app-zstack-118 kernel: ept_misconfig_inspect_spte: spte 0xde4657107 level 2
Mar 7 13:38:04 xg-app-zstack-118 kernel: ept_misconfig_inspect_spte: spte 0x1028125d77 level 1
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kEptMisconfig);
    EXPECT_EQ(event.headline, "EPT: Misconfiguration.");
    EXPECT_EQ(FactOf(event, "gpa"), "108ba4538");
    EXPECT_EQ(FactOf(event, "spte_level_4"), "84c236107");
    EXPECT_EQ(FactOf(event, "spte_level_3"), "10515c7107");
    EXPECT_EQ(FactOf(event, "spte_level_2"), "de4657107");
    EXPECT_EQ(FactOf(event, "spte_level_1"), "1028125d77");
    EXPECT_EQ(event.line_count, 6u);
}

TEST(Ipmi, ARunIsOneEvent) {
    auto parsed = Parse(R"([ 530.908621] IPMI BT: timeout in RD_WAIT [ ] 1 retries left
[ 582.661329] IPMI BT: timeout in RD_WAIT [ ]
[ 582.661334] failed 2 retries, sending error response
[ 582.661337] IPMI: BT reset (takes 5 secs)
[ 693.335307] IPMI BT: timeout in RD_WAIT [ ]
[ 693.335312] failed 2 retries, sending error response
[ 693.335315] IPMI: BT reset (takes 5 secs)
[ 804.825161] IPMI BT: timeout in RD_WAIT [ ]
[ 804.825166] failed 2 retries, sending error response
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    const CrashEvent& event = parsed->events[0];
    EXPECT_EQ(event.kind, EventKind::kIpmiTimeout);
    EXPECT_EQ(event.time_us, 530908621u);
    EXPECT_EQ(FactOf(event, "interface"), "BT");
    EXPECT_EQ(FactOf(event, "state"), "RD_WAIT");
    EXPECT_EQ(FactOf(event, "timeouts"), "4");
    EXPECT_EQ(FactOf(event, "failures"), "3");
    EXPECT_EQ(FactOf(event, "resets"), "2");
    EXPECT_EQ(FactOf(event, "last_time_us"), "2ff8a84e");  // 804825166
    EXPECT_EQ(event.line_count, 9u);
}

TEST(Ipmi, StateAndFlagsOnOneLine) {
    auto parsed = Parse(R"(IPMI BT: timeout in XACTION [ B_BUSY H_BUSY OEMO SMS H2B ] 1 retries left
IPMI BT: timeout in XACTION [ B_BUSY H_BUSY OEMO SMS H2B ] failed 2 retries, sending error response
IPMI: BT reset (takes 5 secs)
)");
    ASSERT_EQ(parsed->events.size(), 1u);
    EXPECT_EQ(FactOf(parsed->events[0], "state"), "XACTION");
    EXPECT_EQ(FactOf(parsed->events[0], "flags"), "B_BUSY H_BUSY OEMO SMS H2B");
    EXPECT_EQ(FactOf(parsed->events[0], "failures"), "1");
    EXPECT_EQ(FactOf(parsed->events[0], "last_time_us"), "absent");
    EXPECT_TRUE(Parse("ipmi_si: IPMI System Interface driver\nipmi_si IPI0001:00: IPMI bt interface initialized\n")
                    ->events.empty());
}

}  // namespace
}  // namespace faultbox
