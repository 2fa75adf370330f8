#include "host/report/trace_trust.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

using unwind::Trust;

// The words of docs/json.md.
TEST(TraceTrust, HasTheNamesOfJson) {
    EXPECT_STREQ(NameOf(Trust::kPrinted), "printed");
    EXPECT_STREQ(NameOf(Trust::kConfirmed), "confirmed");
    EXPECT_STREQ(NameOf(Trust::kRuledOut), "ruled-out");
    EXPECT_STREQ(NameOf(Trust::kUnwound), "unwound");
}

TEST(TraceTrust, IsThatOfTheFrame) {
    EventAnalysis analysis;
    analysis.trust = {{Trust::kConfirmed, Trust::kRuledOut}, {Trust::kUnwound}};
    EXPECT_EQ(TrustOf(analysis, 0, 0), Trust::kConfirmed);
    EXPECT_EQ(TrustOf(analysis, 0, 1), Trust::kRuledOut);
    EXPECT_EQ(TrustOf(analysis, 1, 0), Trust::kUnwound);
}

TEST(TraceTrust, IsMerelyPrintedWhereNothingWasChecked) {
    EventAnalysis analysis;
    EXPECT_EQ(TrustOf(analysis, 0, 0), Trust::kPrinted);
    analysis.trust = {{Trust::kConfirmed}};
    EXPECT_EQ(TrustOf(analysis, 0, 1), Trust::kPrinted);
    EXPECT_EQ(TrustOf(analysis, 1, 0), Trust::kPrinted);
}

TEST(TraceTrust, AnUnwoundCallerLooksLikeAPrintedOne) {
    UnwoundCaller caller{
        .symbol = "rb_next", .offset = 0x8, .size = 0x5c, .module = "mediacodec", .address = 0xbf00'824c, .frames = {}};
    format::Location location = LocationOf(caller);
    EXPECT_EQ(location.symbol(), "rb_next");
    EXPECT_EQ(location.offset(), 0x8u);
    EXPECT_EQ(location.size(), 0x5cu);
    EXPECT_EQ(location.module(), "mediacodec");
    EXPECT_EQ(location.address(), 0xbf00'824cu);
}

TEST(TraceTrust, AnUnwoundAddressWithoutASymbolIsOnlyThat) {
    format::Location location = LocationOf(UnwoundCaller{.symbol = {}, .module = {}, .address = 0x1000, .frames = {}});
    EXPECT_EQ(location.address(), 0x1000u);
    EXPECT_TRUE(location.symbol().empty());
    EXPECT_FALSE(location.has_offset());
    EXPECT_FALSE(location.has_size());
    EXPECT_TRUE(location.module().empty());
}

TEST(TraceTrust, TheKernelHasNoModuleName) {
    UnwoundCaller caller{.symbol = "rb_next", .offset = 0, .size = 4, .module = {}, .address = 0x1000, .frames = {}};
    format::Location location = LocationOf(caller);
    EXPECT_FALSE(location.has_module());
    EXPECT_TRUE(location.has_offset());
}

}  // namespace
}  // namespace faultbox
