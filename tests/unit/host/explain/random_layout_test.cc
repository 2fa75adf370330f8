// Structures whose members stand in another order in each build: fixtures/random_layout.c.
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

// The file that is given is that of the shuffled build.
class RandomLayoutTest : public CompiledCrash {
  protected:
    RandomLayoutTest() : CompiledCrash("random_shuffled") {}

    // The build id of the same module as it was built with another seed.
    std::string OtherBuildId() {
        SymbolStore others;
        auto other = others.Load(FAULTBOX_EXPLAIN_FIXTURES "/random_declared_" + std::string(GetParam().name) + ".ko");
        EXPECT_TRUE(other);
        return other ? IdOf(**other) : std::string();
    }

    static std::string IdOf(const SymbolFile& file) {
        const std::vector<uint8_t>& id = file.identity().build_id;
        EXPECT_EQ(id.size(), 20u);
        return std::string(id.begin(), id.end());
    }

    // All that the two builds do not differ in.
    EventAnalysis RunWithoutCode() {
        event_.clear_code();
        event_.clear_code_fault_at();
        event_.set_release("6.1.0-lab");
        return Run();
    }
};

TEST_P(RandomLayoutTest, TheFileOfTheSameBuildIsUsed) {
    FaultIn("radio_band", 8, 0);
    event_.mutable_pc()->set_build_id(IdOf(*file_));
    Expect(RunWithoutCode(), "struct radio", "band", "radio", Confidence::kCertain);
}

// There the member at 8 is another one.
TEST_P(RandomLayoutTest, ThatOfAnotherBuildIsRefusedWithTheReason) {
    FaultIn("radio_band", 8, 0);
    event_.mutable_pc()->set_build_id(OtherBuildId());
    EventAnalysis analysis = RunWithoutCode();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kRefused);
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_TRUE(analysis.location.empty());
    const std::string& reason = analysis.explanation.reason_missing;
    EXPECT_TRUE(reason.contains("was refused: the crash states build id ")) << reason;
}

// Release and sizes are those of every build with this configuration.
TEST_P(RandomLayoutTest, WithoutABuildIdNothingIsMoreThanPossible) {
    FaultIn("radio_band", 8, 0);
    EventAnalysis analysis = RunWithoutCode();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kUnverified);
    EXPECT_TRUE(analysis.symbols.reason.contains("laid out at random")) << analysis.symbols.reason;
    EXPECT_FALSE(AnyCertainMember(analysis));
}

INSTANTIATE_TEST_SUITE_P(Cpus, RandomLayoutTest,
                         testing::Values(Target{"arm64", Arch::kArm64}, Target{"x86_64", Arch::kX86_64}), NameOfCpu);

}  // namespace
}  // namespace faultbox
