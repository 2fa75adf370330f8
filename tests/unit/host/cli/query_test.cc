#include "host/cli/query.h"

#include <gtest/gtest.h>

namespace faultbox::cli {
namespace {

TEST(Query, CodeAsTracesPrintIt) {
    auto address = ParseCodeQuery("c0c3ac54");
    ASSERT_TRUE(address);
    EXPECT_TRUE(address->symbol.empty());
    EXPECT_EQ(address->value, 0xc0c3ac54u);
    auto place = ParseCodeQuery("rpmsg_sock_release+0xd8/0x114");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->symbol, "rpmsg_sock_release");
    EXPECT_EQ(place->value, 0xd8u);
    EXPECT_EQ(place->size, 0x114u);
    EXPECT_FALSE(ParseCodeQuery("f.isra.0+10")->size);
    for (const char* bad : {"", "rb_next", "+0x10", "f+", "f+zz", "f+0x1/", "f+0x1/x", "f+0x1/2/3", "0x"}) {
        EXPECT_FALSE(ParseCodeQuery(bad)) << bad;
    }
}

TEST(Query, Structures) {
    EXPECT_EQ(ParseStructureQuery("rpmsg_endpoint")->name, "rpmsg_endpoint");
    EXPECT_FALSE(ParseStructureQuery("rpmsg_endpoint")->offset);
    auto at = ParseStructureQuery("struct rpmsg_endpoint+0x2c");
    ASSERT_TRUE(at);
    EXPECT_EQ(at->name, "struct rpmsg_endpoint");
    EXPECT_EQ(at->offset, 44u);
    EXPECT_EQ(ParseStructureQuery("union u+44")->offset, 44u);
    for (const char* bad : {"", "struct ", "+4", "s+", "s+x", "s+2c"}) EXPECT_FALSE(ParseStructureQuery(bad)) << bad;
}

}  // namespace
}  // namespace faultbox::cli
