#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "arch/registry.h"
#include "arch/registry_analysis.h"
#include "host/explain/analyze.h"
#include "host/symbols/symbol_store.h"
#include "target/oops/crash_event.h"

namespace faultbox {

inline constexpr uint64_t kUnrelated = 0x5000'1230;  // What a register holds that has no part in a crash.

struct Target {
    const char* name;
    Arch arch;
};

/// Crashes in functions of `fixtures/<source>.c`, as it was compiled for the CPU of the parameter.
class CompiledCrash : public testing::TestWithParam<Target> {
  protected:
    explicit CompiledCrash(const char* source) : source_(source) {}

    void SetUp() override {
        module_ = std::string(source_) + "_" + GetParam().name;
        auto loaded = symbols_.Load(std::string(FAULTBOX_EXPLAIN_FIXTURES "/") + module_ + ".ko");
        ASSERT_TRUE(loaded);
        file_ = *loaded;
        arch_ = FindArch(GetParam().arch);
        analysis_ = FindArchAnalysis(GetParam().arch);
        ASSERT_TRUE(arch_ != nullptr && analysis_ != nullptr);
        event_.set_arch(static_cast<uint32_t>(GetParam().arch));
        event_.set_kind(static_cast<uint32_t>(EventKind::kNullDereference));
        values_.assign(static_cast<size_t>(std::max(arch_->pc, arch_->sp)) + 1, kUnrelated);
    }

    uint64_t Offset32Or64(uint64_t of_32, uint64_t of_64) const { return arch_->pointer_size == 4 ? of_32 : of_64; }

    Symbol Function(const char* name) const {
        std::vector<Symbol> found = file_->FindFunction(name);
        EXPECT_EQ(found.size(), 1u) << name;
        return found.empty() ? Symbol() : found[0];
    }

    template <typename Visit>
    void ForEachInstruction(const Symbol& function, Visit visit) const {
        Result<Bytes> text = file_->ReadImage(function.address, function.size);
        ASSERT_TRUE(text);
        for (uint64_t offset = 0; offset < text->size();) {
            auto decoded = analysis_->decode_instruction(text->subspan(offset), function.address + offset, false);
            ASSERT_TRUE(decoded) << function.name << "+" << offset;
            visit(offset, *decoded);
            offset += decoded->length;
        }
    }

    void Place(format::Location* where, const Symbol& function, uint64_t offset) {
        where->set_symbol(std::string(function.name));
        where->set_module(module_);
        where->set_offset(offset);
        where->set_size(function.size);
    }

    // The first of the `accesses` at `displacement` from a register in `name` faults, the register being `base`.
    void FaultIn(const char* name, uint64_t displacement, uint64_t base, int accesses = 1) {
        Symbol function = Function(name);
        int found = 0;
        ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
            if (instruction.memory.empty() || instruction.memory[0].base == arch_->sp) return;
            const MemoryAccess& access = instruction.memory[0];
            if (static_cast<uint64_t>(access.displacement) != displacement || access.base == kNoRegister) return;
            if (++found > 1) return;
            Place(event_.mutable_pc(), function, offset);
            base_ = access.base;
            SetCode(function, offset);
        });
        ASSERT_EQ(found, accesses) << name;
        values_[base_] = base;
        uint64_t mask = arch_->pointer_size == 4 ? 0xffff'ffff : ~uint64_t{0};
        event_.set_fault_address((base + displacement) & mask);
    }

    void SetCode(const Symbol& function, uint64_t offset) {
        Result<Bytes> text = file_->ReadImage(function.address, function.size);
        ASSERT_TRUE(text);
        event_.set_code(std::string(text->begin(), text->end()));
        event_.set_code_fault_at(static_cast<uint32_t>(offset));
        bool is_x86 = GetParam().arch == Arch::kX86_64 || GetParam().arch == Arch::kI386;
        event_.set_code_unit(is_x86 ? 1 : 4);
    }

    // Offset behind the last call of the function other than that of the tracer at its beginning.
    uint64_t BehindCall(const Symbol& function, Instruction* call = nullptr) const {
        uint64_t behind = 0;
        ForEachInstruction(function, [&](uint64_t offset, const Instruction& instruction) {
            bool calls = instruction.operation == Operation::kCall || instruction.operation == Operation::kCallRegister;
            if (!calls) return;
            behind = offset + instruction.length;
            if (call != nullptr) *call = instruction;
        });
        EXPECT_NE(behind, 0u) << function.name;
        return behind;
    }

    // The function was called from there: so the trace, and where there is one the link register.
    void CalledFrom(const char* name) {
        Symbol caller = Function(name);
        uint64_t behind = BehindCall(caller);
        Place(event_.add_trace()->add_frame(), caller, behind);
        if (arch_->link != kNoRegister) Place(event_.mutable_lr(), caller, behind);
    }

    EventAnalysis Run() {
        StateRegisters();
        return *Analyzer(symbols_, options_).Analyze(event_);
    }

    void StateRegisters() {
        std::string bytes;
        for (size_t reg = 0; reg < values_.size(); ++reg) {
            if (reg == without_) continue;
            uint64_t value = values_[reg];
            for (unsigned i = 0; i < arch_->pointer_size; ++i) bytes += static_cast<char>(value >> (8 * i));
        }
        uint64_t mask = (uint64_t{1} << values_.size()) - 1;
        if (without_) mask &= ~(uint64_t{1} << *without_);
        event_.set_register_mask(mask);
        event_.set_registers(bytes);
    }

    static bool AnyMember(const EventAnalysis& analysis) {
        return std::ranges::any_of(analysis.explanation.findings, [](const Finding& f) { return !!f.member; });
    }

    static bool AnyCertainMember(const EventAnalysis& analysis) {
        return std::ranges::any_of(analysis.explanation.findings,
                                   [](const Finding& f) { return f.member && f.confidence != Confidence::kPossible; });
    }

    // The one finding, which must be about `type`.`path` through `expression`.
    static void Expect(const EventAnalysis& analysis, const char* type, const char* path, const char* expression,
                       Confidence confidence) {
        ASSERT_EQ(analysis.explanation.findings.size(), 1u)
            << analysis.explanation.reason_missing << "; " << analysis.symbols.reason;
        const Finding& finding = analysis.explanation.findings[0];
        ASSERT_TRUE(finding.member && finding.pointer)
            << analysis.explanation.reason_missing << "; " << analysis.symbols.reason;
        EXPECT_EQ(finding.member->type, type);
        EXPECT_EQ(finding.member->path, path);
        EXPECT_EQ(finding.pointer->expression, expression);
        EXPECT_EQ(finding.confidence, confidence);
    }

    const char* source_;
    std::string module_;
    SymbolStore symbols_;
    const SymbolFile* file_ = nullptr;
    const ArchInfo* arch_ = nullptr;
    const ArchAnalysis* analysis_ = nullptr;
    format::Event event_;
    AnalyzeOptions options_;
    std::vector<uint64_t> values_;
    RegisterId base_ = kNoRegister;
    std::optional<size_t> without_;  // The register that the crash does not state.
};

inline const auto kEveryCpu = testing::Values(Target{"arm64", Arch::kArm64}, Target{"x86_64", Arch::kX86_64},
                                              Target{"i386", Arch::kI386}, Target{"arm", Arch::kArm});

inline std::string NameOfCpu(const testing::TestParamInfo<Target>& info) {
    return info.param.name;
}

}  // namespace faultbox
