// The syndrome of every exception class: DDI 0487, ESR_EL1, "ISS encoding for …".

#include "arch/arm64/fault.h"
#include "arch/arm64/fault_text.h"
#include "fields.h"

namespace faultbox::arm64 {
namespace {

constexpr uint64_t Esr(uint64_t exception_class, uint64_t iss) {
    return exception_class << 26 | uint64_t{1} << 25 | iss;
}

struct Form {
    uint8_t exception_class;
    const char* names;
};

// Of every class, with all bits of the syndrome set and with none.
TEST(Arm64Syndrome, FieldsCutTheirBits) {
    for (unsigned number = 0; number < 64; ++number) {
        SCOPED_TRACE(number);
        for (uint64_t iss : {uint64_t{0}, uint64_t{0x1ffffff}, uint64_t{0x0aaaaaa}, uint64_t{0x1555555}, uint64_t{0x10},
                             uint64_t{0x11}}) {
            for (uint64_t high : {uint64_t{0}, uint64_t{0xffffff} << 32}) {
                uint64_t esr = Esr(number, iss) | high;
                ExpectFieldsCutTheirBits(DescribeStatus(esr, false), esr);
            }
        }
    }
}

TEST(Arm64Syndrome, Forms) {
    constexpr Form kForms[] = {
        {0x00, "EC IL"},
        {0x01, "EC IL CV COND RN RV TI"},
        {0x03, "EC IL CV COND Opc2 Opc1 CRn Rt CRm Direction"},
        {0x04, "EC IL CV COND Opc1 Rt2 Rt CRm Direction"},
        {0x05, "EC IL CV COND Opc2 Opc1 CRn Rt CRm Direction"},
        {0x06, "EC IL CV COND imm8 Rn Offset AM Direction"},
        {0x07, "EC IL CV COND"},
        {0x08, "EC IL CV COND Opc2 Opc1 CRn Rt CRm Direction"},
        {0x09, "EC IL"},
        {0x0a, "EC IL ISS"},
        {0x0c, "EC IL CV COND Opc1 Rt2 Rt CRm Direction"},
        {0x0d, "EC IL BTYPE"},
        {0x0e, "EC IL"},
        {0x11, "EC IL imm16"},
        {0x12, "EC IL imm16"},
        {0x13, "EC IL CV COND CCKNOWNPASS"},
        {0x14, "EC IL Op0 Op2 Op1 CRn Rt CRm Direction"},
        {0x15, "EC IL imm16"},
        {0x16, "EC IL imm16"},
        {0x17, "EC IL imm16"},
        {0x18, "EC IL Op0 Op2 Op1 CRn Rt CRm Direction"},
        {0x19, "EC IL"},
        {0x1a, "EC IL ERET ERETA"},
        {0x1b, "EC IL Rd"},
        {0x1c, "EC IL key type key"},
        {0x1d, "EC IL SMTC"},
        {0x1e, "EC IL S2PTW InD GPCSC VNCR CM S1PTW WnR xFSC"},
        {0x1f, "EC IL ISS"},
        {0x20, "EC IL FnV EA S1PTW IFSC"},
        {0x21, "EC IL FnV EA S1PTW IFSC"},
        {0x22, "EC IL"},
        {0x24, "EC IL ISV VNCR FnV EA CM S1PTW WnR DFSC"},
        {0x25, "EC IL ISV VNCR FnV EA CM S1PTW WnR DFSC"},
        {0x26, "EC IL"},
        {0x27, "EC IL MemInst isSETG Options FromEpilogue WrongOption OptionA destreg srcreg sizereg"},
        {0x28, "EC IL TFV VECITR IDF IXF UFF OFF DZF IOF"},
        {0x2c, "EC IL TFV VECITR IDF IXF UFF OFF DZF IOF"},
        {0x2d, "EC IL ExType Raddr Rn IT"},
        {0x2f, "EC IL IDS DFSC"},
        {0x30, "EC IL IFSC"},
        {0x31, "EC IL IFSC"},
        {0x32, "EC IL ISV EX IFSC"},
        {0x33, "EC IL ISV EX IFSC"},
        {0x34, "EC IL WPT WPTV WPF FnP VNCR FnV CM WnR DFSC"},
        {0x35, "EC IL WPT WPTV WPF FnP VNCR FnV CM WnR DFSC"},
        {0x38, "EC IL Comment"},
        {0x3a, "EC IL IFSC"},
        {0x3c, "EC IL Comment"},
        {0x3d, "EC IL ISS"},
        {0x3f, "EC IL"},
    };
    for (const Form& form : kForms) {
        EXPECT_EQ(Names(DescribeStatus(Esr(form.exception_class, 0), false)), form.names) << int{form.exception_class};
    }
}

// ESR = 0x96000046 of a write through a NULL pointer.
TEST(Arm64Syndrome, DataAbort) {
    BitFields fields = DescribeStatus(0x96000046, false);
    EXPECT_EQ(Value(fields, "EC"), 0x25);
    EXPECT_EQ(Meaning(fields, "EC"), "data abort, current EL");
    EXPECT_EQ(Meaning(fields, "IL"), "32-bit instruction, or none");
    EXPECT_EQ(Meaning(fields, "ISV"), "no description of the access");
    EXPECT_EQ(Find(fields, "SAS"), nullptr);
    EXPECT_EQ(Find(fields, "SET"), nullptr);
    EXPECT_EQ(Value(fields, "WnR"), 1);
    EXPECT_EQ(Meaning(fields, "WnR"), "write");
    EXPECT_EQ(Meaning(fields, "DFSC"), "translation fault, level 2");
    EXPECT_EQ(Meaning(DescribeStatus(0x94000006, false), "IL"), "16-bit instruction");
}

// ESR = 0x0000000097820004, Access size = 4 byte(s), SSE = 0, SRT = 2, SF = 0, AR = 0
TEST(Arm64Syndrome, DescribedAccess) {
    BitFields fields = DescribeStatus(0x97820004, false);
    EXPECT_EQ(Value(fields, "ISV"), 1);
    EXPECT_EQ(Meaning(fields, "SAS"), "4 bytes");
    EXPECT_EQ(Value(fields, "SSE"), 0);
    EXPECT_EQ(Value(fields, "SRT"), 2);
    EXPECT_EQ(Meaning(fields, "SF"), "32-bit register");
    EXPECT_EQ(Meaning(fields, "AR"), "no acquire or release");
    EXPECT_EQ(Meaning(fields, "WnR"), "read");
}

TEST(Arm64Syndrome, SecondWord) {
    EXPECT_EQ(Find(DescribeStatus(0x96000046, false), "Overlay"), nullptr);
    // ISS2 bits: TnD 10, TagAccess 9, GCS 8, Overlay 6, DirtyBit 5, Xs 4:0 (asm/esr.h); ESR has them from bit 32 on.
    BitFields fields = DescribeStatus(0x96000046 | uint64_t{0x745} << 32, false);
    for (const char* set : {"TnD", "TagAccess", "GCS", "Overlay"}) EXPECT_EQ(Value(fields, set), 1) << set;
    EXPECT_EQ(Value(fields, "DirtyBit"), 0);
    EXPECT_EQ(Value(fields, "Xs"), 5);
}

TEST(Arm64Syndrome, ExternalAbort) {
    // FnV 10, EA 9, SET 12:11
    BitFields fields = DescribeStatus(0x96000610, false);
    EXPECT_EQ(Meaning(fields, "FnV"), "FAR not valid");
    EXPECT_EQ(Value(fields, "EA"), 1);
    EXPECT_EQ(Meaning(fields, "SET"), "recoverable error");
    EXPECT_EQ(Meaning(DescribeStatus(0x96001010, false), "SET"), "uncontainable error");
    EXPECT_EQ(Meaning(DescribeStatus(0x86001810, false), "SET"), "restartable error");
}

TEST(Arm64Syndrome, CacheMaintenanceAndWalks) {
    BitFields fields = DescribeStatus(0x96000144, false);
    EXPECT_EQ(Value(fields, "CM"), 1);
    EXPECT_EQ(Meaning(fields, "WnR"), "always 1 for cache maintenance and address translation");
    EXPECT_EQ(Meaning(DescribeStatus(0x960000b5, false), "WnR"), "unknown for this fault");
    EXPECT_EQ(Value(DescribeStatus(0x96000084, false), "S1PTW"), 1);
    EXPECT_EQ(Value(DescribeStatus(0x96002004, false), "VNCR"), 1);
}

TEST(Arm64Syndrome, SError) {
    BitFields own = DescribeStatus(0xbf000002, false);
    EXPECT_EQ(Value(own, "IDS"), 1);
    EXPECT_EQ(Value(own, "ISS"), 2);
    EXPECT_EQ(Find(own, "DFSC"), nullptr);
    // SError Interrupt on CPU4, code 0x00000000be000411: AET 12:10 is 1, UEU.
    BitFields fields = DescribeStatus(0xbe000411, false);
    EXPECT_EQ(Value(fields, "IDS"), 0);
    EXPECT_EQ(Value(fields, "IESB"), 0);
    EXPECT_EQ(Value(fields, "AET"), 1);
    EXPECT_EQ(Meaning(fields, "AET"), "unrecoverable error");
    EXPECT_EQ(Value(fields, "EA"), 0);
    EXPECT_EQ(Meaning(fields, "DFSC"), "asynchronous SError");
    EXPECT_EQ(Meaning(DescribeStatus(0xbe001811, false), "AET"), "corrected error");
    EXPECT_EQ(Value(DescribeStatus(0xbe002011, false), "IESB"), 1);
}

TEST(Arm64Syndrome, TrappedInstructions) {
    // mrs x2, S3_3_C13_C0_2 (TPIDR_EL0): Op0 3, Op1 3, CRn 13, CRm 0, Op2 2, Rt 2, read.
    BitFields mrs = DescribeStatus(Esr(kEcSys64, 3u << 20 | 2u << 17 | 3u << 14 | 13u << 10 | 2u << 5 | 1), false);
    EXPECT_EQ(Value(mrs, "Op0"), 3);
    EXPECT_EQ(Value(mrs, "Op1"), 3);
    EXPECT_EQ(Value(mrs, "CRn"), 13);
    EXPECT_EQ(Value(mrs, "CRm"), 0);
    EXPECT_EQ(Value(mrs, "Op2"), 2);
    EXPECT_EQ(Value(mrs, "Rt"), 2);
    EXPECT_EQ(Meaning(mrs, "Direction"), "read of the system register (MRS)");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcWfx, 1), false), "TI"), "WFE");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcWfx, 2), false), "TI"), "WFIT");
    EXPECT_EQ(Value(DescribeStatus(Esr(kEcSvc64, 0x1234), false), "imm16"), 0x1234);
    EXPECT_EQ(Value(DescribeStatus(0x1fe00000, false), "COND"), 14);
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcEret, 3), false), "ERETA"), "ERETAB, key B");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcSme, 3), false), "SMTC"), "the ZA array is off (PSTATE.ZA is 0)");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcSme, 7), false), "SMTC"), "reserved");
}

TEST(Arm64Syndrome, BranchesPointersAndStacks) {
    // Bad mode … code 0x34000003 -- BTI with pstate BTYPE=j-; code 0x34000002 with BTYPE=-c
    EXPECT_EQ(Meaning(DescribeStatus(0x34000003, false), "BTYPE"),
              "a jump (BR) through another register, from a guarded page");
    EXPECT_EQ(Meaning(DescribeStatus(0x34000002, false), "BTYPE"), "a call (BLR)");
    EXPECT_EQ(Meaning(DescribeStatus(0x72000000, false), "key type"), "instruction key");
    EXPECT_EQ(Meaning(DescribeStatus(0x72000003, false), "key"), "key B");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcGcs, 0), false), "ExType"),
              "return address did not match the guarded control stack");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcGcs, 1u << 20), false), "ExType"), "exception return while locked");
}

TEST(Arm64Syndrome, MemoryOperationsAndFloatingPoint) {
    // MemInst 24, isSETG 23, FromEpilogue 18, WrongOption 17, OptionA 16, destreg 14:10, srcreg 9:5, sizereg 4:0
    BitFields set = DescribeStatus(Esr(kEcMops, 1u << 24 | 1u << 17 | 3u << 10 | 2u << 5 | 1), false);
    EXPECT_EQ(Meaning(set, "MemInst"), "memory set (SET)");
    EXPECT_EQ(Value(set, "WrongOption"), 1);
    EXPECT_EQ(Value(set, "destreg"), 3);
    EXPECT_EQ(Value(set, "srcreg"), 2);
    EXPECT_EQ(Value(set, "sizereg"), 1);
    BitFields fp = DescribeStatus(Esr(kEcFp64, 1u << 23 | 1u << 1), false);
    EXPECT_EQ(Value(fp, "TFV"), 1);
    EXPECT_EQ(Meaning(fp, "DZF"), "divide by zero");
    EXPECT_EQ(Value(fp, "IOF"), 0);
}

TEST(Arm64Syndrome, DebugExceptions) {
    // Watchpoint: WPT 23:18, WPTV 17, WnR 6, DFSC 0b100010
    BitFields fields = DescribeStatus(Esr(kEcWatchpoint, 2u << 18 | 1u << 17 | 1u << 6 | 0x22), false);
    EXPECT_EQ(Value(fields, "WPT"), 2);
    EXPECT_EQ(Value(fields, "WPTV"), 1);
    EXPECT_EQ(Meaning(fields, "WnR"), "write");
    EXPECT_EQ(Meaning(fields, "DFSC"), "debug exception");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcStep, 1u << 24 | 1u << 6 | 0x22), false), "EX"),
              "stepped a load-exclusive");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcBreakpoint, 0x22), false), "IFSC"), "debug exception");
    EXPECT_EQ(Value(DescribeStatus(0xf2000800, false), "Comment"), 0x800);
    EXPECT_EQ(Meaning(DescribeStatus(0xf2000800, false), "Comment"), "BRK: BUG() or WARN()");
    EXPECT_EQ(Meaning(DescribeStatus(Esr(kEcBkpt32, 0x800), false), "Comment"), "");
}

}  // namespace
}  // namespace faultbox::arm64
