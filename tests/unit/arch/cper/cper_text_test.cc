#include "arch/cper/cper_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace faultbox::cper {
namespace {

using Strings = std::vector<std::string>;

Strings Names(const BitFields& fields) {
    Strings names;
    for (const BitField& field : fields) names.push_back(field.name);
    return names;
}

Strings Meanings(const BitFields& fields) {
    Strings list;
    for (const BitField& field : fields) {
        list.push_back(std::string(field.name) + "=" + (field.meaning ? field.meaning : std::to_string(field.value)));
    }
    return list;
}

// Status words with what kernels printed below them.
TEST(AerText, WordsOfRealLogs) {
    EXPECT_EQ(Names(DescribeAer(0x00001000, true)), Strings{"Timeout"});
    EXPECT_STREQ(AerLayer(0x00001000, true), "Data Link Layer");
    EXPECT_STREQ(AerAgent(0x00001000, true), "Transmitter ID");
    EXPECT_EQ(Names(DescribeAer(0x00008000, true)), Strings{"HeaderOF"});
    EXPECT_STREQ(AerLayer(0x00008000, true), "Transaction Layer");
    EXPECT_STREQ(AerAgent(0x00008000, true), "Receiver ID");
    EXPECT_STREQ(AerLayer(0x00000001, true), "Physical Layer");
    EXPECT_EQ(Names(DescribeAer(0x00000080, true)), Strings{"BadDLLP"});
    EXPECT_EQ(Names(DescribeAer(0x00200000, false)), Strings{"ACSViol"});
    EXPECT_STREQ(AerAgent(0x00200000, false), "Receiver ID");
    EXPECT_EQ(Names(DescribeAer(0x00100000, false)), Strings{"UnsupReq"});
    EXPECT_STREQ(AerAgent(0x00100000, false), "Requester ID");
    EXPECT_STREQ(AerLayer(0x00100000, false), "Transaction Layer");
    EXPECT_EQ(Names(DescribeAer(0x00004000, false)), Strings{"CmpltTO"});
    EXPECT_STREQ(AerAgent(0x00004000, false), "Requester ID");
    EXPECT_EQ(Names(DescribeAer(0x00040000, false)), Strings{"MalfTLP"});
}

TEST(AerText, SeveralBitsAndReservedOnes) {
    EXPECT_EQ(Names(DescribeAer(0x80004010, false)), (Strings{"DLP", "CmpltTO", "reserved"}));
    EXPECT_STREQ(AerLayer(0x10, false), "Data Link Layer");
    EXPECT_STREQ(AerAgent(0x8000, false), "Completer ID");
    EXPECT_TRUE(DescribeAer(0, true).empty());
}

// Error information words with the lines that kernels printed for them.
TEST(ProcessorText, ArmInfoOfRealLogs) {
    EXPECT_EQ(Meanings(DescribeArmErrorInfo(0x20400014, CheckKind::kCache)),
              (Strings{"level=1", "corrected=the error has not been corrected"}));
    EXPECT_EQ(Meanings(DescribeArmErrorInfo(0x24400017, CheckKind::kCache)),
              (Strings{"transaction type=instruction", "operation=generic error", "level=1",
                       "corrected=the error has been corrected"}));
    EXPECT_EQ(Meanings(DescribeArmErrorInfo(0x0091000f, CheckKind::kCache)),
              (Strings{"transaction type=data access", "operation=data write", "level=2",
                       "processor context corrupt=processor context not corrupted"}));
    Strings fetch = Meanings(DescribeArmErrorInfo(0x0054007f, CheckKind::kCache));
    ASSERT_EQ(fetch.size(), 7u);
    EXPECT_EQ(fetch[1], "operation=instruction fetch");
    EXPECT_EQ(fetch[2], "level=1");
}

TEST(ProcessorText, ArmBusHasMore) {
    uint64_t info = 0xffb | uint64_t{2} << 29 | uint64_t{3} << 32 | uint64_t{1} << 43;
    EXPECT_EQ(
        Meanings(DescribeArmErrorInfo(info, CheckKind::kBus)),
        (Strings{"transaction type=instruction", "operation=generic error",
                 "processor context corrupt=processor context not corrupted",
                 "corrected=the error has not been corrected", "precise PC=PC is imprecise",
                 "restartable PC=program cannot be restarted at PC", "participation type=this processor observed",
                 "time out=no time-out", "address space=device memory", "memory attributes=0", "access mode=normal"}));
    EXPECT_TRUE(DescribeArmErrorInfo(info, CheckKind::kMicroArchitecture).empty());
}

TEST(ProcessorText, ArmTypesOfBothGenerations) {
    EXPECT_EQ(ArmCheckKind(2, false), CheckKind::kBus);
    EXPECT_EQ(ArmCheckKind(2, true), CheckKind::kCache);
    EXPECT_EQ(ArmCheckKind(0, true), CheckKind::kCache);
    EXPECT_EQ(ArmCheckKind(16, true), CheckKind::kMicroArchitecture);
    EXPECT_EQ(ArmCheckKind(16, false), CheckKind::kUnknown);
    EXPECT_EQ(ArmCheckKind(0x1a, true), CheckKind::kUnknown);
    // "error_type: 0x1a: cache error|bus error|micro-architectural error"
    EXPECT_EQ(Names(DescribeErrorTypes("ARM processor error", 0x1a)),
              (Strings{"cache error", "bus error", "micro-architectural error"}));
    EXPECT_EQ(Meanings(DescribeErrorTypes("ARM processor error", 2)),
              Strings{"cache error=a bus error by firmware before UEFI 2.9A"});
    EXPECT_EQ(Names(DescribeErrorTypes("ARM processor error", 1)), Strings{"TLB error"});
    EXPECT_EQ(Names(DescribeErrorTypes("general processor error", 3)), (Strings{"cache error", "TLB error"}));
}

TEST(ProcessorText, X86) {
    EXPECT_EQ(X86CheckKind("1cf3f8b3-c5b1-49a2-aa59-5eef92ffa63c"), CheckKind::kBus);
    EXPECT_EQ(X86CheckKind("cache error"), CheckKind::kCache);
    EXPECT_EQ(X86CheckKind("something"), CheckKind::kUnknown);
    // Level 3 (24:22), data read (21:18 = 3), uncorrected (26), by the valid bits 0x16.
    EXPECT_EQ(Meanings(DescribeX86Check(0x16 | 3 << 18 | 3 << 22 | 1 << 26, CheckKind::kCache)),
              (Strings{"operation=data read", "level=3", "uncorrected=the error was not corrected"}));
    EXPECT_EQ(Meanings(DescribeX86Check(0x700 | uint64_t{2} << 33, CheckKind::kBus)),
              (Strings{"participation type=this processor asked", "time out=no time-out", "address space=I/O"}));
    EXPECT_EQ(Meanings(DescribeX86Check(0x1 | 2 << 16, CheckKind::kMicroArchitecture)),
              Strings{"error type=microcode ROM parity error"});
}

TEST(CperText, Names) {
    EXPECT_STREQ(SeverityName(1), "fatal");
    EXPECT_STREQ(SeverityName(3), "info");
    EXPECT_STREQ(SeverityName(4), "unknown");
    EXPECT_STREQ(MeaningOf("PCIe error", "port_type", 4), "root port");
    EXPECT_STREQ(MeaningOf("memory error", "error_type", 8), "parity error");
    EXPECT_STREQ(MeaningOf("ARM processor error", "error_type", 2), "bus error");
    EXPECT_EQ(MeaningOf("memory error", "error_type", 16), nullptr);
    EXPECT_EQ(MeaningOf("PCIe error", "slot", 0), nullptr);
    EXPECT_STREQ(SectionName(SectionType::kPcie), "PCIe error");
}

}  // namespace
}  // namespace faultbox::cper
