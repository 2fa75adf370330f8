#include <gtest/gtest.h>

#include <string>

#include "arch/x86/machine_check_registers.h"
#include "arch/x86/machine_check_text.h"

namespace faultbox::x86 {
namespace {

const BitField* Find(const BitFields& fields, std::string_view name) {
    for (const BitField& field : fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

// Signatures and their family, model and stepping as /proc/cpuinfo shows them: Xeon X5650, Xeon Silver 4210, Ryzen 9
// 5950X, Opteron 6272, Athlon 64 and Pentium III.
TEST(MachineCheck, CpuSignature) {
    struct Row {
        uint32_t eax;
        unsigned family, model, stepping;
    };
    for (Row row : {Row{0x206c2, 6, 44, 2},
                    {0x50657, 6, 85, 7},
                    {0xa20f10, 0x19, 0x21, 0},
                    {0x600f12, 0x15, 1, 2},
                    {0xf48, 15, 4, 8},
                    {0x68a, 6, 8, 10}}) {
        CpuSignature signature = DecodeCpuid(row.eax);
        EXPECT_EQ(signature.family, row.family) << row.eax;
        EXPECT_EQ(signature.model, row.model) << row.eax;
        EXPECT_EQ(signature.stepping, row.stepping) << row.eax;
        EXPECT_EQ(EncodeCpuid(signature), row.eax);
    }
}

TEST(MachineCheck, FlagsStandAsTheyAre) {
    MachineCheck check{.status = 0xbe00000000800400, .bank = 5, .cpuid = 0x206c2, .vendor = Vendor::kIntel};
    BitFields fields = DescribeMciStatus(check);
    for (auto [name, value] : {std::pair{"VAL", 1u},
                               {"OVER", 0u},
                               {"UC", 1u},
                               {"EN", 1u},
                               {"MISCV", 1u},
                               {"ADDRV", 1u},
                               {"PCC", 1u},
                               {"MSCOD", 0x80u},
                               {"MCACOD", 0x400u}}) {
        ASSERT_NE(Find(fields, name), nullptr) << name;
        EXPECT_EQ(Find(fields, name)->value, value) << name;
    }
    EXPECT_EQ(Find(fields, "MCACOD")->meaning, std::string("internal timer error"));
    EXPECT_EQ(Find(fields, "MSCOD")->meaning, nullptr);
    EXPECT_EQ(CodeReference(check), std::string("Intel SDM vol. 3, 15.9.1"));
}

// SDM Table 15-6: without MCG_CAP.SER_P the bits S and AR are not there, and nothing says that no action is needed.
TEST(MachineCheck, RecoveryNeedsSerP) {
    MachineCheck check{.status = 0xbd80000000100134, .cpuid = 0x306e4, .vendor = Vendor::kIntel};
    EXPECT_EQ(Classify(check), MachineCheckClass::kActionRequired);
    check.mcg_cap = 0xc14;
    EXPECT_EQ(Classify(check), MachineCheckClass::kUncorrected);
    check.cpuid.reset();
    check.mcg_cap = 0x1000c14;
    EXPECT_EQ(Classify(check), MachineCheckClass::kActionRequired);
    check = {.status = 0xbc00000000000136, .cpuid = 0x206c2, .vendor = Vendor::kIntel};
    EXPECT_EQ(Classify(check), MachineCheckClass::kUncorrected);
    check.vendor = Vendor::kUnknown;
    EXPECT_EQ(Classify(check), MachineCheckClass::kUncorrected);
}

TEST(MachineCheck, GlobalStatus) {
    BitFields fields = DescribeMcgStatus(5);  // RIPV and MCIP, as in "Machine Check Exception: 5"
    EXPECT_EQ(Find(fields, "RIPV")->value, 1u);
    EXPECT_EQ(Find(fields, "EIPV")->value, 0u);
    EXPECT_EQ(Find(fields, "MCIP")->value, 1u);
    EXPECT_EQ(Find(fields, "LMCE_S")->value, 0u);
}

// "MISC 200400c008002086": physical address, lowest valid bit 6.
TEST(MachineCheck, Misc) {
    MachineCheck check{.misc = 0x200400c008002086, .vendor = Vendor::kIntel};
    EXPECT_EQ(Find(DescribeMciMisc(check), "address mode")->meaning, std::string("physical address"));
    EXPECT_EQ(Find(DescribeMciMisc(check), "address LSB")->value, 6u);
    check.vendor = Vendor::kUnknown;
    EXPECT_TRUE(DescribeMciMisc(check).empty());
}

TEST(MachineCheck, Ipid) {
    BankIdentity identity = DecodeIpid(0x0002002e12345678);
    EXPECT_EQ(identity.hardware_id, 0x2e);
    EXPECT_EQ(identity.mca_type, 2);
    EXPECT_EQ(identity.instance, 0x12345678u);
    EXPECT_EQ(Find(DescribeIpid(0x0002002e12345678), "McaType")->meaning, std::string("Coherent Slave"));
}

TEST(MachineCheck, RegistersOfTheCommandLine) {
    const DescribedRegister& status = kMciStatusRegister;
    DescribeContext context;
    EXPECT_EQ(Find(status.describe(0xbe00000000800400, context), "vendor specific")->value, 0x80u);
    EXPECT_NE(status.remark(0xbe00000000800400, context), nullptr);
    context.bank = 5;
    context.cpuid = 0x206c2;
    EXPECT_EQ(Find(status.describe(0xbe00000000800400, context), "MSCOD")->value, 0x80u);
    EXPECT_EQ(status.remark(0xbe00000000800400, context),
              std::string("MSCOD is model specific and not published for this processor and bank"));
    context.cpuid = 0x870f10;
    EXPECT_NE(Find(status.describe(0xbea0000000000108, context), "TCC"), nullptr);
    EXPECT_NE(status.remark(0xbea0000000000108, context), nullptr);
    context.ipid = 0x000500b000000000;
    EXPECT_EQ(status.remark(0xbea0000000000108, context), nullptr);
    EXPECT_EQ(Find(kMcgStatusRegister.describe(4, context), "MCIP")->value, 1u);
    EXPECT_EQ(Find(kMciMiscRegister.describe(uint64_t{3} << 32, context), "ErrCnt")->value, 3u);
    EXPECT_EQ(Find(kMcaIpidRegister.describe(*context.ipid, context), "HardwareID")->value, 0xb0u);
}

}  // namespace
}  // namespace faultbox::x86
