#include "arch/arm64/fault.h"

#include <string>

#include "arch/arm64/fault_text.h"
#include "fields.h"
#include "kernel_names.h"

namespace faultbox::arm64 {
namespace {

constexpr uint64_t Esr(uint64_t exception_class, uint64_t iss) {
    return exception_class << 26 | uint64_t{1} << 25 | iss;
}

// Our names say the kernel's words, and the level where it names one.
TEST(Arm64Fault, EveryCodeSaysWhatTheKernelSays) {
    for (const KernelName& kernel : kKernelFaults) {
        SCOPED_TRACE(kernel.name);
        const FaultCode* code = FindFaultCode(Esr(kEcDataAbort, kernel.number));
        ASSERT_NE(code, nullptr);
        std::string ours = FaultCodeName(kernel.number);
        std::string theirs = kernel.name;
        for (const char* words :
             {"address size fault", "translation fault", "access flag fault", "permission fault", "external abort",
              "tag check fault", "parity", "alignment fault", "domain fault", "TLB conflict abort",
              "atomic hardware update", "translation table walk", "lockdown", "exclusive"}) {
            if (theirs.find(words) != std::string::npos) EXPECT_NE(ours.find(words), std::string::npos) << words;
        }
        if (theirs.starts_with("level ")) {
            std::string level = theirs.substr(6, theirs.find(' ', 6) - 6);
            EXPECT_TRUE(ours.ends_with("level " + level)) << ours;
            EXPECT_EQ(code->level, std::stoi(level));
        }
    }
}

TEST(Arm64Fault, NamesAndCausesHaveTheSameCodes) {
    for (unsigned code = 0; code < 64; ++code) {
        bool decoded = FindFaultCode(Esr(kEcDataAbort, code)) != nullptr;
        EXPECT_EQ(decoded, FaultCodeName(static_cast<uint8_t>(code)) != nullptr) << code;
    }
    for (size_t i = 1; i < FaultCodes().size(); ++i) EXPECT_LT(FaultCodes()[i - 1].code, FaultCodes()[i].code);
    EXPECT_EQ(FindFaultCode(Esr(kEcSError, 0x10)), nullptr);
}

// Levels below 0 (FEAT_LPA2, FEAT_D128) and granule protection (FEAT_RME), which no kernel name tells.
TEST(Arm64Fault, CodesOfNewerExtensions) {
    EXPECT_STREQ(CauseName(Esr(kEcDataAbort, 0b101010), false), "translation fault, level -2");
    EXPECT_STREQ(CauseName(Esr(kEcDataAbort, 0b101100), false), "address size fault, level -2");
    EXPECT_STREQ(CauseName(Esr(kEcDataAbort, 0b010010), false),
                 "synchronous external abort on translation table walk, level -2");
    EXPECT_STREQ(CauseName(Esr(kEcDataAbort, 0b101000), false), "granule protection fault");
    EXPECT_STREQ(CauseName(Esr(kEcInstructionAbort, 0b100011), false),
                 "granule protection fault on translation table walk, level -1");
    EXPECT_STREQ(CauseName(Esr(kEcInstructionAbort, 0b100111), false),
                 "granule protection fault on translation table walk, level 3");
    EXPECT_FALSE(DecodeFault(Esr(kEcDataAbort, 0b101011), false).level);
    EXPECT_EQ(DecodeFault(Esr(kEcDataAbort, 0b000111), false).level, 3);
}

TEST(Arm64Fault, EveryClassHasTheKernelsName) {
    size_t named = 0;
    for (unsigned number = 0; number < 64; ++number) {
        const char* expected = "UNRECOGNIZED EC";
        for (const KernelName& kernel : kKernelClasses) {
            if (kernel.number == number) expected = kernel.name;
        }
        const char* ours = KernelClassName(static_cast<uint8_t>(number));
        // Classes that 6.1 did not know: 6.6 to 6.14 named these three.
        if (number == 0x0a) expected = "OTHER";
        if (number == 0x27) expected = "MOPS";
        if (number == 0x2d) expected = "GCS";
        EXPECT_STREQ(ours, expected) << number;
        named += ClassName(static_cast<uint8_t>(number)) != std::string("reserved");
    }
    EXPECT_EQ(named, 49u);
    EXPECT_STREQ(ClassName(0x02), "reserved");
    EXPECT_STREQ(ClassName(0x3f), "reserved");
}

struct Case {
    uint64_t esr;
    Access access;
    FaultCause cause;
    bool address_valid;
};

// ESR_EL1 of published crashes and of each kind of class; DDI 0487, ESR_EL1 and FAR_EL1.
TEST(Arm64Fault, Decode) {
    using enum FaultCause;
    constexpr Case kCases[] = {
        {0x96000046, Access::kWrite, kTranslation, true},
        {0x96000005, Access::kRead, kTranslation, true},
        {0x9600004f, Access::kWrite, kPermission, true},
        {0x9600000b, Access::kRead, kAccessFlag, true},
        {0x96000061, Access::kWrite, kAlignment, true},
        {0x96000021, Access::kRead, kAlignment, true},
        {0x96000210, Access::kRead, kExternalAbort, true},
        {0x96000410, Access::kRead, kExternalAbort, false},  // FnV
        {0x96000404, Access::kRead, kTranslation, true},     // FnV means nothing here
        {0x96000015, Access::kRead, kExternalAbortOnWalk, true},
        {0x96000018, Access::kRead, kParity, true},
        {0x96000030, Access::kRead, kTlbConflict, true},
        {0x96000144, Access::kUnknown, kTranslation, true},  // CM: dcache_clean_poc
        {0x96000075, Access::kUnknown, kOther, true},        // unsupported exclusive
        {0x96000011, Access::kRead, kOther, true},           // tag check
        {0x86000005, Access::kExecute, kTranslation, true},
        {0x8600000f, Access::kExecute, kPermission, true},
        {0x82000006, Access::kExecute, kTranslation, true},
        {0x92000006, Access::kRead, kTranslation, true},
        {0x8a000000, Access::kExecute, kAlignment, true},   // PC
        {0x9a000000, Access::kUnknown, kAlignment, false},  // SP
        {0x02000000, Access::kUnknown, kUndefinedInstruction, false},
        {0xbf000002, Access::kUnknown, kAsynchronousAbort, false},
        {0xbe000411, Access::kUnknown, kAsynchronousAbort, false},
        {0xf2000800, Access::kUnknown, kBreakpoint, false},
        {0xd6000062, Access::kWrite, kDebug, true},          // watchpoint
        {0xca000022, Access::kUnknown, kDebug, false},       // software step
        {0xe2000000, Access::kUnknown, kBreakpoint, false},  // BKPT
        {0xea000022, Access::kUnknown, kDebug, false},       // vector catch
        {0x34000002, Access::kUnknown, kOther, false},       // BTI
        {0x72000000, Access::kUnknown, kOther, false},       // FPAC
        {0x1fe00000, Access::kUnknown, kOther, false},       // FP access
    };
    for (const Case& expected : kCases) {
        SCOPED_TRACE(testing::Message() << std::hex << expected.esr);
        FaultInfo fault = DecodeFault(expected.esr, false);
        EXPECT_EQ(fault.status, expected.esr);
        EXPECT_EQ(fault.access, expected.access);
        EXPECT_EQ(fault.cause, expected.cause);
        EXPECT_EQ(fault.address_valid, expected.address_valid);
    }
}

TEST(Arm64Fault, ReservedCodes) {
    for (unsigned code : {0x19u, 0x1au, 0x20u, 0x2du, 0x3fu}) {
        EXPECT_EQ(DecodeFault(Esr(kEcDataAbort, code), false).cause, FaultCause::kUnknown) << code;
        EXPECT_STREQ(CauseName(Esr(kEcDataAbort, code), false), "reserved fault status code");
    }
}

// asm/brk-imm.h
TEST(Arm64Fault, ImmediatesOfBrk) {
    EXPECT_STREQ(CauseName(0xf2000004, false), "BRK: kprobe");
    EXPECT_STREQ(CauseName(0xf2000005, false), "BRK: uprobe");
    EXPECT_STREQ(CauseName(0xf2000006, false), "BRK: single step of a kprobe");
    EXPECT_STREQ(CauseName(0xf2000400, false), "BRK: KGDB, breakpoint set at run time");
    EXPECT_STREQ(CauseName(0xf2000401, false), "BRK: KGDB, breakpoint compiled in");
    EXPECT_STREQ(CauseName(0xf2000800, false), "BRK: BUG() or WARN()");
    EXPECT_STREQ(CauseName(0xf2000939, false), "BRK: tag-based KASAN found a bad access");
    EXPECT_STREQ(CauseName(0xf2005512, false), "BRK: undefined behaviour trap (UBSAN)");
    EXPECT_STREQ(CauseName(0xf2008228, false), "BRK: control flow integrity failure (CFI)");
    EXPECT_STREQ(CauseName(0xf20083ff, false), "BRK: control flow integrity failure (CFI)");
    EXPECT_STREQ(CauseName(0xf2008400, false), "BRK: an immediate that the kernel does not use");
    EXPECT_STREQ(CauseName(0xf20003e8, false), "BRK: an immediate that the kernel does not use");
    EXPECT_NE(std::string(CauseName(0xf2000100, false)).find("made to fault"), std::string::npos);
}

}  // namespace
}  // namespace faultbox::arm64
