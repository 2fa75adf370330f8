#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>

#include "arch/arm/control_text.h"

namespace faultbox::arm {
namespace {

const BitField* Find(const BitFields& fields, const char* name) {
    for (const BitField& field : fields) {
        if (std::strcmp(field.name, name) == 0) return &field;
    }
    return nullptr;
}

std::optional<uint64_t> Value(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr ? std::nullopt : std::optional(field->value);
}

std::string Meaning(const BitFields& fields, const char* name) {
    const BitField* field = Find(fields, name);
    return field == nullptr || field->meaning == nullptr ? "" : field->meaning;
}

void ExpectFieldsCutTheirBits(const BitFields& fields, uint64_t value) {
    EXPECT_EQ(fields.dropped(), 0u);
    for (const BitField& field : fields) {
        ASSERT_LE(field.low, field.high);
        ASSERT_LT(field.high, 32);
        uint64_t mask = (uint64_t{2} << (field.high - field.low)) - 1;
        EXPECT_EQ(field.value, value >> field.low & mask) << field.name;
    }
}

// Control: 30c5387d  Table: 40003000  DAC: 55555555
TEST(ArmControl, LpaeKernelsControl) {
    BitFields fields = DescribeControl(0x30c5387d, {});
    ExpectFieldsCutTheirBits(fields, 0x30c5387d);
    // 0x30c5387d has bits 29 28 23 22 18 16 13 12 11 6 5 4 3 2 0.
    for (const char* set : {"AFE", "TRE", "U", "V", "I", "Z", "CP15BEN", "C", "M"})
        EXPECT_EQ(Value(fields, set), 1) << set;
    for (const char* clear : {"TE", "NMFI", "EE", "VE", "FI", "UWXN", "WXN", "HA", "RR", "SW", "B", "A"}) {
        EXPECT_EQ(Value(fields, clear), 0) << clear;
    }
    EXPECT_EQ(Meaning(fields, "V"), "vectors at 0xffff0000");
    EXPECT_EQ(Meaning(fields, "A"), "alignment is not checked");
    EXPECT_EQ(Meaning(fields, "M"), "MMU on");
}

// pc : [<c01751ac>]    lr : [<c025a42c>]    psr: 80010013
// Flags: Nzcv  IRQs on  FIQs on  Mode SVC_32  ISA ARM
TEST(ArmControl, Psr) {
    BitFields fields = DescribePsr(0x80010013, {});
    ExpectFieldsCutTheirBits(fields, 0x80010013);
    EXPECT_EQ(Value(fields, "N"), 1);
    for (const char* clear : {"Z", "C", "V", "Q", "J", "E", "A", "I", "F", "T"})
        EXPECT_EQ(Value(fields, clear), 0) << clear;
    EXPECT_EQ(Value(fields, "GE"), 1);
    EXPECT_EQ(Value(fields, "M"), 0x13);
    EXPECT_EQ(Meaning(fields, "M"), "Supervisor (SVC), where the kernel runs");
    EXPECT_EQ(Meaning(fields, "T"), "A32 (ARM) code");
    EXPECT_EQ(Meaning(fields, "IT[7:2]"), "not in an IT block");
}

// IT[7:2] is bits 15:10 and IT[1:0] bits 26:25 (B1.3.3).
TEST(ArmControl, PsrInsideAnItBlock) {
    for (uint64_t psr : {0x00000c30u, 0x06000030u}) {
        EXPECT_EQ(Meaning(DescribePsr(psr, {}), "IT[7:2]"), "inside an IT block") << std::hex << psr;
    }
    EXPECT_EQ(Value(DescribePsr(0x06000030, {}), "IT[1:0]"), 3);
    EXPECT_EQ(Meaning(DescribePsr(0x30, {}), "T"), "T32 (Thumb) code");
    EXPECT_EQ(Meaning(DescribePsr(0x10, {}), "M"), "User");
}

TEST(ArmControl, Domains) {
    BitFields all_clients = DescribeDac(0x55555555, {});
    ExpectFieldsCutTheirBits(all_clients, 0x55555555);
    ASSERT_EQ(all_clients.size(), 16u);
    for (const BitField& field : all_clients) EXPECT_STREQ(field.meaning, "client: page permissions are checked");

    BitFields paranoid = DescribeDac(0x51, {});  // D0 client, D1 none, D2 and D3 client
    EXPECT_EQ(Value(paranoid, "D0"), 1);
    EXPECT_EQ(Value(paranoid, "D1"), 0);
    EXPECT_EQ(Value(paranoid, "D2"), 1);
    EXPECT_EQ(Value(paranoid, "D3"), 1);
    EXPECT_EQ(Value(paranoid, "D4"), 0);
    EXPECT_EQ(Meaning(paranoid, "D1"), "no access: every access faults");

    BitFields open = DescribeDac(0xfffffffd, {});  // D0 client, all others manager
    EXPECT_EQ(Meaning(open, "D0"), "client: page permissions are checked");
    EXPECT_EQ(Meaning(open, "D15"), "manager: permissions are not checked");
}

constexpr DescribeContext kLpae = {.fault_status = 0xa05, .prefetch = false};
constexpr DescribeContext kShort = {.fault_status = 0x805, .prefetch = false};

TEST(ArmControl, RemarksDependOnTheFormatThatTheFaultStatusNames) {
    EXPECT_STREQ(RemarkOnDac(0x55555555, kLpae),
                 "with LPAE the table walk ignores the domains: this register decides nothing");
    EXPECT_STREQ(RemarkOnDac(0x55555555, kShort), "Linux keeps its own memory in domain 0 and user memory in domain 1");
    EXPECT_EQ(RemarkOnDac(0x55555555, {}), nullptr);
    EXPECT_STREQ(RemarkOnTable(0x40003000, kLpae), "the kernel prints the low half of the 64-bit TTBR0 only");
    EXPECT_NE(RemarkOnTable(0x82a64019, kShort), nullptr);
    EXPECT_STRNE(RemarkOnTable(0x82a64019, {}), RemarkOnTable(0x82a64019, kShort));
}

// Control: 50c5387d  Table: 82a64019  DAC: 00000051
TEST(ArmControl, ShortDescriptorTable) {
    BitFields fields = DescribeTable(0x82a6406a, kShort);
    ExpectFieldsCutTheirBits(fields, 0x82a6406a);
    EXPECT_EQ(Value(fields, "TTB0"), 0x82a6406au >> 7);
    EXPECT_EQ(Value(fields, "IRGN[0]"), 1);
    EXPECT_EQ(Value(fields, "NOS"), 1);
    EXPECT_EQ(Value(fields, "RGN"), 1);
    EXPECT_EQ(Value(fields, "S"), 1);
    EXPECT_EQ(Value(fields, "IRGN[1]"), 0);
    EXPECT_EQ(Meaning(fields, "RGN"), "table walks outer write-back write-allocate");
    EXPECT_EQ(DescribeTable(0x40003000, kLpae).size(), 1u);
}

TEST(ArmControl, StatusFields) {
    BitFields lpae = DescribeStatus(0xa05, false);
    ExpectFieldsCutTheirBits(lpae, 0xa05);
    EXPECT_EQ(Meaning(lpae, "WnR"), "write");
    EXPECT_EQ(Meaning(lpae, "LPAE"), "long-descriptor format");
    EXPECT_EQ(Value(lpae, "STATUS"), 5);
    EXPECT_EQ(Meaning(lpae, "STATUS"), "translation fault, level 1");
    EXPECT_EQ(Find(lpae, "Domain"), nullptr);

    BitFields domain = DescribeStatus(0x81b, false);
    ExpectFieldsCutTheirBits(domain, 0x81b);
    EXPECT_EQ(Value(domain, "Domain"), 1);
    EXPECT_EQ(Meaning(domain, "Domain"), "domain of the address");
    EXPECT_EQ(Meaning(domain, "FS[3:0]"), "domain fault, page");
    EXPECT_EQ(Meaning(DescribeStatus(0x805, false), "Domain"), "not valid for this fault");

    BitFields fetch = DescribeStatus(0x80000005, false);
    ExpectFieldsCutTheirBits(fetch, 0x80000005);
    EXPECT_EQ(Value(fetch, "FSR_LNX_PF"), 1);
    EXPECT_EQ(Meaning(fetch, "WnR"), "has no meaning for a prefetch abort");
    EXPECT_EQ(Meaning(DescribeStatus(0xc06, false), "WnR"), "unknown for this fault");
}

}  // namespace
}  // namespace faultbox::arm
