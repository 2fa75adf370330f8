// Pointers that the compiler knows to be NULL, as it compiles accesses through them: fixtures/constant.c.
#include <string>

#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ConstantPointerTest : public CompiledCrash {
  protected:
    ConstantPointerTest() : CompiledCrash("constant") {}

    // The only access to memory of `name` faults at `address`: a register holds it, or the instruction states it.
    void FaultAt(const char* name, uint64_t address) {
        Symbol function = Function(name);
        bool found = false;
        ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
            if (found || instruction.operation != Operation::kLoad) return;
            found = true;
            Place(event_.mutable_pc(), function, offset);
            SetCode(function, offset);
            base_ = instruction.memory[0].base;
        });
        ASSERT_TRUE(found);
        if (base_ != kNoRegister) values_[base_] = address;
        event_.set_fault_address(address);
    }
};

TEST_P(ConstantPointerTest, TheOnlyOneThatLeadsToAMemberIsLikely) {
    FaultAt("satellites", 0x14);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct receiver", "satellites", "receiver", Confidence::kLikely);
    if (HasFatalFailure()) return;
    EXPECT_EQ(analysis.explanation.findings[0].pointer->value_class, "null");
}

TEST_P(ConstantPointerTest, AParameterThatIsAConstantIsLikely) {
    FaultAt("boosted", 0x24);
    Expect(Run(), "struct antenna", "gain", "antenna", Confidence::kLikely);
}

TEST_P(ConstantPointerTest, OfTwoNoneIsNamed) {
    FaultAt("tuned", 0x1c);
    EventAnalysis analysis = Run();
    EXPECT_FALSE(AnyMember(analysis));
    EXPECT_FALSE(analysis.explanation.reason_missing.empty());
}

INSTANTIATE_TEST_SUITE_P(Cpus, ConstantPointerTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox
