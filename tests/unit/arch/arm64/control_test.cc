#include "arch/arm64/control_text.h"
#include "fields.h"

namespace faultbox::arm64 {
namespace {

// pstate: 60400005 (nZCv daif +PAN -UAO)
TEST(Arm64Pstate, Kernel) {
    BitFields fields = DescribePstate(0x60400005, {});
    ExpectFieldsCutTheirBits(fields, 0x60400005);
    for (const char* set : {"Z", "C", "PAN"}) EXPECT_EQ(Value(fields, set), 1) << set;
    for (const char* clear : {"N", "V", "D", "A", "I", "F", "UAO", "TCO", "DIT", "SS", "IL", "SSBS", "BTYPE"}) {
        EXPECT_EQ(Value(fields, clear), 0) << clear;
    }
    EXPECT_EQ(Value(fields, "M"), 5);
    EXPECT_EQ(Meaning(fields, "M"), "EL1h: kernel");
    EXPECT_EQ(Meaning(fields, "PAN"), "the kernel may not access user memory");
    EXPECT_EQ(Meaning(fields, "I"), "IRQs on");
}

// pstate: 20400c05 (nzCv daif +PAN -UAO BTYPE=j-)    pstate: 62400005 (nZCv daif +PAN -UAO +TCO -DIT -SSBS BTYPE=--)
// pstate: 814000c5 (Nzcv daIF +PAN -UAO -TCO +DIT -SSBS BTYPE=--)    pstate: 60001000 (nZCv daif … +SSBS BTYPE=--)
TEST(Arm64Pstate, LettersOfRealLines) {
    EXPECT_EQ(Meaning(DescribePstate(0x20400c05, {}), "BTYPE"), "behind a jump (BR) through another register");
    EXPECT_EQ(Value(DescribePstate(0x62400005, {}), "TCO"), 1);
    BitFields fields = DescribePstate(0x814000c5, {});
    EXPECT_EQ(Value(fields, "DIT"), 1);
    EXPECT_EQ(Meaning(fields, "I"), "IRQs masked");
    EXPECT_EQ(Meaning(fields, "F"), "FIQs masked");
    EXPECT_EQ(Value(DescribePstate(0x60001000, {}), "SSBS"), 1);
    EXPECT_EQ(Meaning(DescribePstate(0x60402009, {}), "M"), "EL2h: hypervisor, or a kernel with VHE");
    EXPECT_EQ(Meaning(DescribePstate(0x80001000, {}), "M"), "EL0t: user, AArch64");
    EXPECT_EQ(Value(DescribePstate(uint64_t{1} << 34, {}), "EXLOCK"), 1);
    EXPECT_EQ(Meaning(DescribePstate(0x00100005, {}), "IL"), "illegal execution state");
    EXPECT_EQ(Value(DescribePstate(0x00200005, {}), "SS"), 1);
}

TEST(Arm64Pstate, ProcessOf32Bits) {
    BitFields fields = DescribePstate(0x600f0030, {});
    ExpectFieldsCutTheirBits(fields, 0x600f0030);
    EXPECT_EQ(Meaning(fields, "T"), "T32 (Thumb) code");
    EXPECT_EQ(Meaning(fields, "M"), "AArch32 User");
    EXPECT_EQ(Value(fields, "GE"), 0xf);
    EXPECT_EQ(Find(fields, "BTYPE"), nullptr);
    EXPECT_EQ(Find(fields, "D"), nullptr);
}

}  // namespace
}  // namespace faultbox::arm64
