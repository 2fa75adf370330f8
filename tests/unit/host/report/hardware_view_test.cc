#include "host/report/hardware_view.h"

#include <gtest/gtest.h>

#include "host/input/read_input.h"
#include "host/report/json.h"
#include "host/report/text.h"

namespace faultbox {
namespace {

struct Read {
    std::vector<DecodedInput> inputs;
    Report report;
};

std::unique_ptr<Read> ReadLog(std::string_view text) {
    auto read = std::make_unique<Read>();
    Result<DecodedInput> input = ReadInput("log", AsBytes(text), std::nullopt);
    if (input) read->inputs.push_back(std::move(*input));
    read->report = CollectEvents(read->inputs);
    return read;
}

const format::Event& EventOf(const Read& read) {
    return *read.report.inputs.at(0).events.at(0).event;
}

const DecodedFact& Find(const std::vector<DecodedFact>& facts, std::string_view name) {
    static const DecodedFact kNone;
    for (const DecodedFact& fact : facts) {
        if (fact.name == name) return fact;
    }
    return kNone;
}

constexpr std::string_view kFatal =
    "{24}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 10\n"
    "{24}[Hardware Error]: event severity: fatal\n"
    "{24}[Hardware Error]:  Error 0, type: fatal\n"
    "{24}[Hardware Error]:   section_type: PCIe error\n"
    "{24}[Hardware Error]:   port_type: 0, PCIe end point\n"
    "{24}[Hardware Error]:   device_id: 0000:01:00.0\n"
    "{24}[Hardware Error]:   aer_uncor_status: 0x00040000, aer_uncor_mask: 0x00000000\n"
    "{24}[Hardware Error]:   TLP Header: 000000c0 01010000 00000001 00000000\n"
    "{24}[Hardware Error]:  Error 1, type: corrected\n"
    "{24}[Hardware Error]:   section_type: ARM processor error\n"
    "{24}[Hardware Error]:    error_type: 0, cache error\n"
    "{24}[Hardware Error]:    error_info: 0x0000000020400014\n";

TEST(HardwareView, SectionsWithMeanings) {
    auto read = ReadLog(kFatal);
    HardwareError error = ViewHardwareError(EventOf(*read));
    EXPECT_EQ(Find(error.facts, "source").text, "GHES");
    EXPECT_EQ(Find(error.facts, "severity").text, "fatal");
    ASSERT_EQ(error.sections.size(), 2u);
    const std::vector<DecodedFact>& pcie = error.sections[0].facts;
    EXPECT_EQ(error.sections[0].type, "PCIe error");
    EXPECT_EQ(Find(pcie, "port_type").meaning, "PCIe end point");
    ASSERT_EQ(Find(pcie, "aer_uncor_status").bits.size(), 1u);
    EXPECT_EQ(Find(pcie, "aer_uncor_status").bits[0].name, "MalfTLP");
    EXPECT_EQ(Find(pcie, "aer_uncor_status").bits[0].bits, "18");
    EXPECT_EQ(Find(pcie, "layer").text, "Transaction Layer");
    EXPECT_EQ(Find(pcie, "agent").text, "Receiver ID");
    EXPECT_EQ(error.sections[1].type, "ARM processor error");
    const std::vector<DecodedFact>& arm = error.sections[1].facts;
    EXPECT_EQ(Find(arm, "severity").text, "corrected");
    EXPECT_EQ(Find(arm, "error_type").meaning, "cache error");
    ASSERT_EQ(Find(arm, "error_info").bits.size(), 2u);
    EXPECT_EQ(Find(arm, "error_info").bits[1].meaning, "the error has not been corrected");
}

TEST(HardwareView, CorrectableStatusOfTheKernelsOwnReport) {
    auto read = ReadLog(
        "pcieport 0000:00:1c.5: AER: Corrected error received: id=00e5\n"
        "pcieport 0000:00:1c.5: PCIe Bus Error: severity=Corrected, type=Physical Layer, id=00e5(Receiver ID)\n"
        "pcieport 0000:00:1c.5:   device [8086:9d14] error status/mask=00000001/00002000\n"
        "pcieport 0000:00:1c.5:    [ 0] Receiver Error         (First)\n");
    HardwareError error = ViewHardwareError(EventOf(*read));
    ASSERT_EQ(error.sections.size(), 1u);
    const std::vector<DecodedFact>& facts = error.sections[0].facts;
    ASSERT_EQ(Find(facts, "aer_status").bits.size(), 1u);
    EXPECT_EQ(Find(facts, "aer_status").bits[0].meaning, "receiver error");
    EXPECT_EQ(Find(facts, "aer_mask").bits[0].name, "NonFatalErr");
    EXPECT_EQ(Find(facts, "first_error").meaning, "RxErr");
}

TEST(HardwareView, JsonAndText) {
    auto read = ReadLog(kFatal);
    std::string json = WriteJson(read->report);
    EXPECT_TRUE(json.contains("\"kind\": \"hardware-error\""));
    EXPECT_TRUE(json.contains("\"facts\": null"));
    EXPECT_TRUE(json.contains("\"source\": \"GHES\""));
    EXPECT_TRUE(json.contains("\"port_type_meaning\": \"PCIe end point\""));
    EXPECT_TRUE(json.contains("\"aer_uncor_status\": \"0x40000\""));
    EXPECT_TRUE(
        json.contains("{\"name\": \"MalfTLP\", \"bits\": \"18\", \"value\": 1, \"meaning\": \"malformed packet\"}"));
    std::string text = WriteText(read->report, false);
    EXPECT_TRUE(text.contains("Hardware error\n"));
    EXPECT_TRUE(text.contains("section 1: PCIe error"));
    EXPECT_TRUE(text.contains("port_type: 0, PCIe end point"));
    EXPECT_TRUE(text.contains("bit 18 MalfTLP: malformed packet"));
    EXPECT_TRUE(text.contains("section 2: ARM processor error"));
}

// The kernel's own words about the same status: "FSR = 00000402 [Format=2 TF]", "FSYNR0 = 00100011 [S1CBNDX=16 WNR
// PLVL=1]".
TEST(DmaFault, SmmuWordsAsTheKernelNamesThem) {
    auto read = ReadLog(
        "arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0xd65504710, fsynr=0x100011, "
        "cbfrsynra=0x0, cb=6\n");
    std::vector<DecodedFact> facts = DecodeFacts(EventOf(*read));
    std::vector<std::string> bits;
    for (const FieldText& field : Find(facts, "fsr").bits) {
        bits.push_back(field.name + "=" + std::to_string(field.value));
    }
    EXPECT_EQ(bits, (std::vector<std::string>{"TF=1", "FORMAT=2"}));
    bits.clear();
    for (const FieldText& field : Find(facts, "fsynr").bits) {
        bits.push_back(field.name + "=" + std::to_string(field.value));
    }
    EXPECT_EQ(bits, (std::vector<std::string>{"PLVL=1", "WNR=1", "S1CBNDX=16"}));
    EXPECT_EQ(Find(facts, "fsynr").meaning, "write");
    EXPECT_TRUE(WriteJson(read->report).contains("\"facts_decoded\": ["));
    EXPECT_TRUE(WriteText(read->report, false).contains("bit 1 TF: translation fault: the address is not mapped"));
}

TEST(DmaFault, IntelAmdAndSmmu3) {
    auto intel = ReadLog(
        "DMAR: DRHD: handling fault status reg 3\n"
        "DMAR: [DMA Write] Request device [03:00.0] PASID ffffffff fault addr 0 [fault reason 05] PTE Write access is "
        "not set\n");
    std::vector<DecodedFact> facts = DecodeFacts(EventOf(*intel));
    EXPECT_EQ(Find(facts, "fault_reason").meaning, "write to an address that is not mapped for writing");
    ASSERT_EQ(Find(facts, "fault_status").bits.size(), 3u);
    EXPECT_EQ(Find(facts, "fault_status").bits[0].name, "PFO");

    auto amd =
        ReadLog("AMD-Vi: Event logged [IO_PAGE_FAULT device=07:00.0 domain=0x0011 address=0xfff flags=0x0020]\n");
    facts = DecodeFacts(EventOf(*amd));
    ASSERT_EQ(Find(facts, "flags").bits.size(), 1u);
    EXPECT_EQ(Find(facts, "flags").bits[0].name, "RW");

    auto smmu = ReadLog(
        "arm-smmu-v3 arm-smmu-v3.2.auto: event 0x10 received:\n"
        "arm-smmu-v3 arm-smmu-v3.2.auto: \t0x0000310200000010\n"
        "arm-smmu-v3 arm-smmu-v3.2.auto: \t0x000002088000007f\n"
        "arm-smmu-v3 arm-smmu-v3.2.auto: \t0x00000000ffffe040\n"
        "arm-smmu-v3 arm-smmu-v3.2.auto: \t0x0000000000000000\n");
    facts = DecodeFacts(EventOf(*smmu));
    EXPECT_EQ(Find(facts, "event").meaning, "F_TRANSLATION: the address is not mapped");
    ASSERT_EQ(facts.size(), 4u);
    EXPECT_EQ(facts[1].meaning, "stream id 0x3102");
    EXPECT_EQ(facts[2].meaning, "unprivileged read");
    EXPECT_EQ(facts[3].meaning, "input address 0xffffe040");
}

TEST(Ept, OffendingBits) {
    auto decode = [](std::string_view line) {
        auto read = ReadLog(
            "EPT: Misconfiguration.\nEPT: GPA: 0x1000\nept_misconfig_inspect_spte: " + std::string(line) + "\n");
        std::vector<DecodedFact> facts = DecodeFacts(EventOf(*read));
        return facts.empty() ? std::string() : facts[0].meaning;
    };
    // SDM volume 3C, 29.3.3.1
    EXPECT_EQ(decode("spte 0x84c236107 level 4"), "no bit that every processor reserves; its address needs 36 bits");
    EXPECT_EQ(decode("spte 0x1028125d77 level 1"), "no bit that every processor reserves; its address needs 37 bits");
    EXPECT_EQ(decode("spte 0x1000002 level 3"), "misconfigured: bits 2:0 allow to write and not to read");
    EXPECT_EQ(decode("spte 0x100001f level 1"), "misconfigured: bits 5:3 are memory type 3, which is reserved");
    EXPECT_EQ(decode("spte 0x1000087 level 4"), "misconfigured: reserved bits 0x80 are set");
    EXPECT_EQ(decode("spte 0x10010b7 level 2"), "misconfigured: reserved bits 0x1000 are set");
    EXPECT_EQ(decode("spte 0x0 level 1"), "not present: a violation, no misconfiguration");
    EXPECT_EQ(decode("spte 0x1000004 level 3"),
              "no bit that every processor reserves; its address needs 25 bits; execution without read needs a "
              "processor that can do that");
}

}  // namespace
}  // namespace faultbox
