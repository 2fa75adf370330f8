#include "tests/unit/host/symbols/fixture.h"

namespace faultbox {
namespace {

using Kind = dwarf::SimpleLocation::Kind;
using Base = dwarf::SymbolicValue::Base;

struct Case {
    const char* fixture;
    uint16_t
        first_argument;  ///< DWARF number of the register of the first argument, by the CPU's procedure call standard.
    uint16_t second_argument;
};

class VariablesTest : public testing::TestWithParam<Case> {
  protected:
    Fixture fixture{GetParam().fixture};
    const SymbolFile& file = *fixture.file;
};

const Variable* Find(const std::vector<Variable>& variables, std::string_view function, std::string_view name) {
    for (const Variable& variable : variables) {
        if (variable.function == function && variable.name == name) return &variable;
    }
    return nullptr;
}

TEST_P(VariablesTest, ParametersAreInRegistersWhereAFunctionBegins) {
    std::vector<Variable> variables = file.VariablesAt(fixture.Function("player_update").address);
    const Variable* player = Find(variables, "player_update", "player");
    ASSERT_TRUE(player);
    EXPECT_TRUE(player->is_parameter);
    EXPECT_EQ(player->type.Name(), "struct player *");
    EXPECT_EQ(player->location.kind, Kind::kRegister);
    EXPECT_EQ(player->location.value.dwarf_register, GetParam().first_argument);
    const Variable* amount = Find(variables, "player_update", "amount");
    ASSERT_TRUE(amount);
    EXPECT_EQ(amount->location.kind, Kind::kRegister);
    EXPECT_EQ(amount->location.value.dwarf_register, GetParam().second_argument);
}

TEST_P(VariablesTest, ParametersOfInlinedFunctionsComeFirst) {
    Symbol function = fixture.Function("player_update");
    std::vector<Variable> variables;
    for (uint64_t offset = 0; offset < function.size && !Find(variables, "innermost", "player"); ++offset) {
        variables = file.VariablesAt(function.address + offset);
    }
    ASSERT_TRUE(Find(variables, "innermost", "player"));
    EXPECT_EQ(variables.front().function, "innermost");
    EXPECT_EQ(variables.front().inline_depth, 0u);
    EXPECT_EQ(variables.front().type.Name(), "const struct player *");
    EXPECT_EQ(Find(variables, "middle", "player")->inline_depth, 1u);
    EXPECT_EQ(Find(variables, "player_update", "player")->inline_depth, 2u);
    EXPECT_EQ(Find(variables, "innermost", "player")->location.value.dwarf_register, GetParam().first_argument);
}

TEST_P(VariablesTest, ListsParametersInOrder) {
    std::vector<Variable> parameters = file.ParametersOf(fixture.Function("player_update").address);
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_EQ(parameters[0].name, "player");
    EXPECT_EQ(parameters[1].name, "amount");
    EXPECT_EQ(parameters[1].type.Name(), "int");
}

TEST_P(VariablesTest, AllVariablesOfAFunctionIncludeInlinedOnes) {
    std::vector<Variable> all;
    for (const DeclaredVariable& declared : file.VariablesOf(fixture.Function("player_update").address)) {
        all.push_back(declared.variable);
    }
    EXPECT_TRUE(Find(all, "innermost", "player"));
    EXPECT_TRUE(Find(all, "player_update", "sum"));
}

INSTANTIATE_TEST_SUITE_P(
    Fixtures, VariablesTest,
    testing::Values(Case{"x86_64-dwarf2.ko", 5, 4}, Case{"x86_64-dwarf4.ko", 5, 4}, Case{"x86_64-dwarf5.ko", 5, 4},
                    Case{"arm-dwarf4.ko", 0, 1}, Case{"arm-dwarf5.ko", 0, 1}, Case{"thumb-dwarf5.ko", 0, 1},
                    Case{"armeb-dwarf5.ko", 0, 1}, Case{"arm64-dwarf5.ko", 0, 1}, Case{"arm-linked.elf", 0, 1}),
    [](const testing::TestParamInfo<Case>& info) { return FixtureName({info.param.fixture, info.index}); });

TEST(Variables, AreOnTheStackOfI386) {
    Fixture fixture("i386-dwarf4.ko");
    std::vector<Variable> parameters = fixture.file->ParametersOf(fixture.Function("player_twice").address);
    EXPECT_TRUE(parameters.empty());
    parameters = fixture.file->ParametersOf(fixture.Function("player_update").address);
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_EQ(parameters[0].location.kind, Kind::kMemory);
    EXPECT_NE(parameters[0].location.value.base, Base::kUnknown);
}

TEST(CallSites, TellTheCalledFunctionAndItsArguments) {
    Fixture fixture("x86_64-dwarf5.ko");
    Symbol caller = fixture.Function("player_twice");
    std::optional<CallSite> site;
    for (uint64_t offset = 1; offset <= caller.size && !site; ++offset) {
        site = fixture.file->CallSiteAt(caller.address + offset);
    }
    if (!site) GTEST_FAIL() << "no call site in player_twice";
    EXPECT_EQ(site->target, "twice");
}

TEST(Variables, ArmRegistersAreTheCpusOwn) {
    Fixture fixture("arm-dwarf5.ko");
    ASSERT_TRUE(fixture.file->identity().arch);
    std::vector<Variable> parameters = fixture.file->ParametersOf(fixture.Function("player_update").address);
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_EQ(parameters[0].location.value.reg, FindRegister(*fixture.file->identity().arch, "r0"));
}

}  // namespace
}  // namespace faultbox
