#include "host/cli/hex_bytes.h"

#include <gtest/gtest.h>

namespace faultbox::cli {
namespace {

TEST(HexBytes, PairsWithOrWithoutBlanks) {
    std::vector<uint8_t> bytes = {1};
    EXPECT_TRUE(AppendHexBytes("2c3083E5", bytes));
    EXPECT_TRUE(AppendHexBytes(" 8b 40 10 ", bytes));
    EXPECT_EQ(bytes, (std::vector<uint8_t>{1, 0x2c, 0x30, 0x83, 0xe5, 0x8b, 0x40, 0x10}));
}

TEST(HexBytes, AnythingElseAddsNothing) {
    std::vector<uint8_t> bytes;
    for (const char* bad : {"", " ", "2", "2c3", "2 c", "zz", "0x2c", "2c,30", "<2c>", "-1"}) {
        EXPECT_FALSE(AppendHexBytes(bad, bytes)) << bad;
    }
    EXPECT_TRUE(bytes.empty());
}

}  // namespace
}  // namespace faultbox::cli
