#include "host/code/predecessor_table.h"

#include <gtest/gtest.h>

namespace faultbox {
namespace {

std::vector<uint32_t> At(const PredecessorTable& table, size_t index) {
    return {table[index].begin(), table[index].end()};
}

using Indices = std::vector<uint32_t>;

TEST(PredecessorTable, ListsThemInTheOrderOfTheWays) {
    const InstructionWay ways[] = {{0, 1}, {3, 1}, {1, 2}, {2, 3}, {0, 1}, {3, 0}};
    PredecessorTable table(5, ways);
    EXPECT_EQ(At(table, 0), (Indices{3}));
    EXPECT_EQ(At(table, 1), (Indices{0, 3, 0}));
    EXPECT_EQ(At(table, 2), (Indices{1}));
    EXPECT_EQ(At(table, 3), (Indices{2}));
    EXPECT_TRUE(table[4].empty());
}

TEST(PredecessorTable, RemovesAWayWhereverItStands) {
    const InstructionWay ways[] = {{0, 1}, {3, 1}, {0, 1}, {0, 2}};
    PredecessorTable table(4, ways);
    table.Remove({0, 1});
    EXPECT_EQ(At(table, 1), (Indices{3}));
    EXPECT_EQ(At(table, 2), (Indices{0}));
    table.Remove({3, 1});
    table.Remove({3, 1});
    EXPECT_TRUE(table[1].empty());
}

}  // namespace
}  // namespace faultbox
