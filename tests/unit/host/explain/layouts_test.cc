// How structures are accessed, as compilers make it for each CPU. What is true about each function stands in
// fixtures/layouts.c.
#include <string>

#include "host/explain/locate.h"
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class LayoutsTest : public CompiledCrash {
  protected:
    LayoutsTest() : CompiledCrash("layouts") {}

    // The instruction of `function` that reads `bytes` at `displacement` faults at NULL.
    EventAnalysis ReadOfNull(const char* function, uint64_t displacement, int accesses) {
        FaultIn(function, displacement, 0, accesses);
        return Run();
    }
};

TEST_P(LayoutsTest, TheBitsThatAreReplacedAreMeant) {
    Expect(ReadOfNull("panel_dim", 4, 2), "struct panel", "dimming", "panel", Confidence::kCertain);
}

TEST_P(LayoutsTest, TheBitThatIsSetIsMeant) {
    const bool in_memory = GetParam().arch == Arch::kX86_64 || GetParam().arch == Arch::kI386;
    Expect(ReadOfNull("panel_enable", 4, in_memory ? 1 : 2), "struct panel", "enabled", "panel", Confidence::kCertain);
}

// On arm64 the bits go to another register, and what was loaded may be used again behind.
TEST_P(LayoutsTest, TheBitsThatAreTakenAreMeant) {
    const Confidence confidence = GetParam().arch == Arch::kArm64 ? Confidence::kLikely : Confidence::kCertain;
    Expect(ReadOfNull("panel_rotation", 5, 1), "struct panel", "rotation", "panel", confidence);
}

TEST_P(LayoutsTest, BitsThatAreMovedDownAndCutOffAreMeant) {
    if (GetParam().arch == Arch::kArm64) return;
    Expect(ReadOfNull("panel_dimming", 4, 1), "struct panel", "dimming", "panel", Confidence::kCertain);
}

TEST_P(LayoutsTest, BitsOfTwoFieldsAreThoseOfNeither) {
    EventAnalysis analysis = ReadOfNull("panel_both", 4, 1);
    ASSERT_TRUE(AnyMember(analysis));
    EXPECT_NE(analysis.explanation.findings[0].confidence, Confidence::kCertain);
    EXPECT_FALSE(analysis.explanation.findings[0].member->alternatives.empty());
}

TEST_P(LayoutsTest, ContainerOfNullIsTheOneStructureThatFits) {
    EventAnalysis analysis = ReadOfNull("link_power", ~uint64_t{0x2b}, 1);
    Expect(analysis, "struct port", "power", "link", Confidence::kLikely);
    if (HasFatalFailure()) return;
    const Finding& finding = analysis.explanation.findings[0];
    EXPECT_EQ(finding.pointer->value_class, "null");
    EXPECT_EQ(finding.pointer->value, 0u);
    EXPECT_TRUE(finding.claim.contains("container_of(link, struct port, link)->power")) << finding.claim;
}

TEST_P(LayoutsTest, ContainerOfNullIsOpenWhereTwoStructuresFit) {
    EXPECT_FALSE(AnyMember(ReadOfNull("timer_owner", ~uint64_t{3}, 1)));
}

TEST_P(LayoutsTest, AWriteToAConstantIsOneToReadOnlyData) {
    const uint64_t constant = arch_->pointer_size == 4 ? 0xc050'1230 : 0xffff'ffff'8150'1230;
    for (bool is_constant : {true, false}) {
        event_.clear_trace();
        FaultIn("profile_rename", 4, constant);
        event_.set_kind(static_cast<uint32_t>(EventKind::kProtectionFault));
        CalledFrom(is_constant ? "rename_constant" : "rename_current");
        EventAnalysis analysis = Run();
        Expect(analysis, "struct profile", "uuid", "profile", Confidence::kCertain);
        if (HasFatalFailure()) return;
        const std::string& claim = analysis.explanation.findings[0].claim;
        EXPECT_EQ(claim.contains("profile is &handsfree, in read-only data (.rodata"), is_constant) << claim;
        EXPECT_EQ(claim.contains("read-only"), is_constant) << claim;
    }
}

TEST_P(LayoutsTest, ClonesHaveTheParametersOfTheFunction) {
    Expect(ReadOfNull("tuner_strength.isra.0", 12, 1), "struct tuner", "strength", "tuner", Confidence::kCertain);
    Expect(ReadOfNull("tuner_band.constprop.0", 4, 1), "struct tuner", "band", "tuner", Confidence::kCertain);
}

// The register holds a part of the variable (DW_OP_piece), a pointer with a type of its own.
TEST_P(LayoutsTest, APartOfAVariableIsItsMember) {
    Expect(ReadOfNull("span_strength", 12, 1), "struct tuner", "strength", "span.first", Confidence::kCertain);
}

TEST_P(LayoutsTest, EachWordOfATransferIsItsMember) {
    if (GetParam().arch != Arch::kArm) return;
    constexpr const char* kMembers[] = {"id", "band", "frequency", "strength"};
    const uint64_t base = 0xc050'0ff4;  // The last word lies on the next page.
    for (uint64_t word = 0; word < 4; ++word) {
        SCOPED_TRACE(kMembers[word]);
        FaultIn(word < 3 ? "tuner_sum" : "tuner_pair", word < 3 ? 0 : 8, base);
        event_.set_fault_address(base + 4 * word);
        Expect(Run(), "struct tuner", kMembers[word], "tuner", Confidence::kCertain);
    }
    event_.set_fault_address(base + 16);
    EXPECT_FALSE(AnyMember(Run()));
}

// Tracing, static calls and jump labels replace calls and no-ops by one another.
TEST_P(LayoutsTest, APatchedCallIsNoOtherCode) {
    if (GetParam().arch != Arch::kX86_64) return;
    FaultIn("tuner_strength.isra.0", 12, 0);
    std::string code = event_.code();
    ASSERT_EQ(code[0], '\xe8');  // call __fentry__
    code.replace(0, 5, std::string("\x0f\x1f\x44\x00\x00", 5));
    event_.set_code(code);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kConsistent) << analysis.symbols.reason;
    Expect(analysis, "struct tuner", "strength", "tuner", Confidence::kCertain);
    // Anything else in its place is none of theirs.
    code.replace(0, 5, std::string("\x8b\x7f\x04\x66\x90", 5));  // mov 4(%rdi), %edi; no-op
    event_.set_code(code.replace(5, 3, std::string("\x8b\x47\x10", 3)));
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

INSTANTIATE_TEST_SUITE_P(Cpus, LayoutsTest, kEveryCpu, NameOfCpu);

/// Two units that the linker optimized as one (LTO): the debug information of one refers to that of the other.
class AcrossUnitsTest : public CompiledCrash {
  protected:
    AcrossUnitsTest() : CompiledCrash("across") {}
};

TEST_P(AcrossUnitsTest, TheInlinedFunctionAndItsTypesAreOfTheOther) {
    FaultIn("across_quality", 4, 0);
    EventAnalysis analysis = Run();
    Expect(analysis, "struct station", "quality", "station", Confidence::kCertain);
    ASSERT_EQ(analysis.location.size(), 2u);
    EXPECT_EQ(analysis.location[0].function, "station_quality");
    EXPECT_TRUE(analysis.location[0].file.ends_with("across_callee.c")) << analysis.location[0].file;
    EXPECT_EQ(analysis.location[1].function, "across_quality");
    EXPECT_TRUE(analysis.location[1].file.ends_with("across_caller.c")) << analysis.location[1].file;
}

INSTANTIATE_TEST_SUITE_P(Cpus, AcrossUnitsTest, kEveryCpu, NameOfCpu);

/// A kernel of x86 that was moved by KASLR: the addresses in its code were moved with it.
class MovedKernelTest : public testing::Test {
  protected:
    void SetUp() override { Load("moved_i386.elf", Arch::kI386, "\x8b\x40\x0c"); }  // mov 0xc(%eax), %eax

    void Load(const char* file, Arch arch, const char* access) {
        access_ = access;
        auto loaded = symbols_.Load(FAULTBOX_EXPLAIN_FIXTURES "/" + std::string(file));
        ASSERT_TRUE(loaded);
        file_ = *loaded;
        ASSERT_TRUE(file_->identity().is_kernel);
        function_ = file_->FindFunction("tuner_strength").at(0);
        Result<Bytes> text = file_->ReadImage(function_.address, function_.size);
        ASSERT_TRUE(text);
        code_.assign(text->begin(), text->end());
        event_.set_arch(static_cast<uint32_t>(arch));
        event_.set_kind(static_cast<uint32_t>(EventKind::kNullDereference));
        event_.set_release("6.1.0-moved");
    }

    // Where the code states the address of that variable, `behind` bytes from its start.
    size_t FieldOf(const char* variable, uint32_t behind) const {
        const auto address = static_cast<uint32_t>(file_->FindSymbols(variable).at(0).address) + behind;
        std::string field;
        for (unsigned i = 0; i < 4; ++i) field += static_cast<char>(address >> (8 * i));
        const size_t at = code_.find(field);
        EXPECT_NE(at, std::string::npos) << variable;
        return at;
    }

    void Move(size_t field, uint32_t distance) {
        uint32_t address = 0;
        for (unsigned i = 0; i < 4; ++i) address |= uint32_t{static_cast<uint8_t>(code_.at(field + i))} << (8 * i);
        address += distance;
        for (unsigned i = 0; i < 4; ++i) code_.at(field + i) = static_cast<char>(address >> (8 * i));
    }

    // As a kernel prints it, which states no address of the pc: "EIP: tuner_strength+0x14/0x20"
    EventAnalysis Run() {
        const size_t at = code_.find(access_);
        EXPECT_NE(at, std::string::npos);
        format::Location* pc = event_.mutable_pc();
        pc->set_symbol("tuner_strength");
        pc->set_offset(at);
        pc->set_size(function_.size);
        event_.set_code(code_);
        event_.set_code_fault_at(static_cast<uint32_t>(at));
        event_.set_code_unit(1);
        event_.set_fault_address(0xc);
        if (event_.arch() == static_cast<uint32_t>(Arch::kI386)) {
            event_.set_register_mask(1);  // eax
            event_.set_registers(std::string(4, '\0'));
        } else {
            event_.set_register_mask(1 << 5);  // rdi
            event_.set_registers(std::string(8, '\0'));
        }
        return *Analyzer(symbols_).Analyze(event_);
    }

    static constexpr uint32_t kMoved = 0x1b00'0000;
    std::string access_;
    SymbolStore symbols_;
    const SymbolFile* file_ = nullptr;
    Symbol function_;
    std::string code_;
    format::Event event_;
};

TEST_F(MovedKernelTest, ItsOwnCodeIsKnownAgain) {
    Move(FieldOf("uses", 0), kMoved);
    Move(FieldOf("bands", 12), kMoved);
    for (bool is_stated : {true, false}) {
        if (is_stated) event_.set_kernel_offset(kMoved);
        if (!is_stated) event_.clear_kernel_offset();
        EventAnalysis analysis = Run();
        EXPECT_EQ(analysis.symbols.fit, SymbolFit::kConsistent) << analysis.symbols.reason;
        ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
        EXPECT_EQ(analysis.explanation.findings[0].member->path, "strength");
    }
}

// A kernel without kallsyms prints addresses alone. By how much KASLR moved it must be known to find them.
TEST_F(MovedKernelTest, AnAddressAloneIsFoundWhereTheDistanceIsKnown) {
    event_.mutable_pc()->set_address(function_.address + kMoved);
    EXPECT_FALSE(LocatePc(event_, *file_));
    event_.mutable_pc()->set_address(function_.address);
    EXPECT_FALSE(LocatePc(event_, *file_));
    event_.set_kernel_offset(0);
    ASSERT_TRUE(LocatePc(event_, *file_));
    EXPECT_EQ(LocatePc(event_, *file_)->function.name, "tuner_strength");
    event_.set_kernel_offset(kMoved);
    event_.mutable_pc()->set_address(function_.address + kMoved);
    ASSERT_TRUE(LocatePc(event_, *file_));
    EXPECT_EQ(LocatePc(event_, *file_)->address, function_.address);
}

TEST_F(MovedKernelTest, AnotherAddressIsOtherCode) {
    Move(FieldOf("uses", 0), kMoved);
    Move(FieldOf("bands", 12), kMoved + 0x4000);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

TEST_F(MovedKernelTest, ADistanceThatKernelsAreNotMovedByIsOtherCode) {
    Move(FieldOf("uses", 0), 0x10);
    Move(FieldOf("bands", 12), 0x10);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

class MovedPerCpuTest : public MovedKernelTest {
  protected:
    void SetUp() override { Load("moved_percpu.elf", Arch::kX86_64, "\x8b\x47\x0c"); }  // mov 0xc(%rdi), %eax
};

// incl %gs:interrupts(%rip): per-CPU variables are not moved with the code.
TEST_F(MovedPerCpuTest, TheDistanceToAVariableShrinks) {
    Move(3, -kMoved);
    EventAnalysis analysis = Run();
    EXPECT_EQ(analysis.symbols.fit, SymbolFit::kConsistent) << analysis.symbols.reason;
    ASSERT_EQ(analysis.explanation.findings.size(), 1u) << analysis.explanation.reason_missing;
    EXPECT_EQ(analysis.explanation.findings[0].member->path, "strength");
    event_.set_kernel_offset(kMoved);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kConsistent);
    Move(3, 2 * kMoved);  // as an address is moved
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

TEST_F(MovedKernelTest, AnotherDistanceThanTheStatedOneIsOtherCode) {
    event_.set_kernel_offset(kMoved + 0x20'0000);
    Move(FieldOf("uses", 0), kMoved);
    Move(FieldOf("bands", 12), kMoved);
    EXPECT_EQ(Run().symbols.fit, SymbolFit::kRefused);
}

}  // namespace
}  // namespace faultbox
