#include "arch/arm64/ras.h"

#include "fields.h"

namespace faultbox::arm64 {
namespace {

// Values from the fields of DDI 0587, ERR<n>STATUS: AV 31, V 30, UE 29, ER 28, OF 27, MV 26, CE 25:24, DE 23, PN 22,
// UET 21:20, CI 19, RV 18, IERR 15:8, SERR 7:0.
TEST(Arm64ErrorStatus, Uncorrected) {
    constexpr uint64_t kStatus = 1u << 31 | 1u << 30 | 1u << 29 | 1u << 28 | 3u << 20 | 0x12 << 8 | 6;
    BitFields fields = DescribeErrorStatus(kStatus, {});
    ExpectFieldsCutTheirBits(fields, kStatus);
    for (const char* set : {"AV", "V", "UE", "ER"}) EXPECT_EQ(Value(fields, set), 1) << set;
    for (const char* clear : {"OF", "MV", "CE", "DE", "PN", "CI", "RV"}) EXPECT_EQ(Value(fields, clear), 0) << clear;
    EXPECT_EQ(Meaning(fields, "UET"), "signaled or recoverable");
    EXPECT_EQ(Value(fields, "IERR"), 0x12);
    EXPECT_EQ(Meaning(fields, "SERR"), "data value from associative memory, such as cache data");
    EXPECT_STREQ(RemarkOnErrorStatus(kStatus, {}),
                 "uncorrected error, recoverable: what was running can go on once the location is repaired");
    EXPECT_STREQ(RemarkOnErrorStatus(kStatus & ~(3u << 20), {}),
                 "uncorrected error, uncontainable: nothing can be trusted any more");
}

TEST(Arm64ErrorStatus, CorrectedAndDeferred) {
    constexpr uint64_t kCorrected = 1u << 30 | 1u << 27 | 1u << 26 | 3u << 24 | 12;
    BitFields fields = DescribeErrorStatus(kCorrected, {});
    ExpectFieldsCutTheirBits(fields, kCorrected);
    EXPECT_EQ(Meaning(fields, "CE"), "corrected, persistent");
    EXPECT_EQ(Meaning(fields, "OF"), "more errors than the record could hold");
    EXPECT_EQ(Meaning(fields, "SERR"), "data value from external memory, such as SDRAM");
    EXPECT_EQ(Find(fields, "UET"), nullptr);  // valid with UE only
    EXPECT_STREQ(RemarkOnErrorStatus(kCorrected, {}), "corrected error: no harm done");

    constexpr uint64_t kDeferred = 1u << 30 | 1u << 23 | 1u << 22 | 2u << 24 | 21;
    EXPECT_EQ(Value(DescribeErrorStatus(kDeferred, {}), "PN"), 1);
    EXPECT_STREQ(RemarkOnErrorStatus(kDeferred, {}),
                 "deferred error: the bad value was marked as poison and passed on");
}

TEST(Arm64ErrorStatus, NothingRecorded) {
    EXPECT_EQ(Names(DescribeErrorStatus(0xbfffffff, {})), "V");
    EXPECT_STREQ(RemarkOnErrorStatus(0, {}), "no error is recorded: the other fields mean nothing");
    EXPECT_STREQ(RemarkOnErrorStatus(1u << 30, {}), "an error of no stated severity");
}

TEST(Arm64ErrorStatus, Codes) {
    EXPECT_STREQ(ErrorCodeName(0), "no error");
    EXPECT_STREQ(ErrorCodeName(2), "data value from memory that is not associative, such as on-chip SRAM");
    EXPECT_STREQ(ErrorCodeName(7), "address or control value from associative memory, such as a cache tag");
    EXPECT_STREQ(ErrorCodeName(8), "data value from a TLB");
    EXPECT_STREQ(ErrorCodeName(13), "illegal address (software), such as unpopulated memory");
    EXPECT_STREQ(ErrorCodeName(18), "error response from a completer");
    EXPECT_STREQ(ErrorCodeName(20), "internal timeout");
    EXPECT_STREQ(ErrorCodeName(25), "recorded by PCIe error logs");
    EXPECT_STREQ(ErrorCodeName(26), "other internal error");
    EXPECT_STREQ(ErrorCodeName(27), "reserved");
    EXPECT_STREQ(ErrorCodeName(255), "reserved");
}

}  // namespace
}  // namespace faultbox::arm64
