#include "host/code/patched_code.h"

#include <algorithm>

#include "arch/common/arch_analysis.h"
#include "arch/registry_analysis.h"
#include "host/code/alternatives.h"
#include "host/code/code_reference.h"
#include "host/code/jump_labels.h"
#include "host/elf/elf_file.h"
#include "host/symbols/bug_table.h"

namespace faultbox {
namespace {

constexpr uint64_t kWord = 4;  // Every instruction of arm64.

class PatchReader {
  public:
    PatchReader(const SymbolFile& file, const AddressRanges& ranges)
        : file_(file), arch_(*file.identity().arch), analysis_(FindArchAnalysis(arch_.arch)), ranges_(ranges) {}

    std::vector<PatchedWay> Read() {
        ReadWarnings();
        ReadJumpLabels();
        if (arch_.arch == Arch::kArm64 && analysis_ != nullptr) ReadAlternatives();
        return std::move(ways_);
    }

  private:
    void ReadWarnings() {
        for (const auto& [begin, end] : ranges_) {
            for (const BugEntry& entry : FindBugEntries(file_, begin, end)) {
                if (entry.is_warning) ways_.push_back({entry.address, entry.address + SizeAt(entry.address)});
            }
        }
    }

    void ReadJumpLabels() {
        const auto& labels = file_.Kept<JumpLabels>();
        for (const auto& [begin, end] : ranges_) {
            for (const JumpLabel& label : labels.Find(begin, end)) {
                ways_.push_back({label.code, label.target});
                ways_.push_back({label.code, label.code + SizeAt(label.code)});
            }
        }
    }

    // Branches of x86 that are patched have 2 or 5 bytes, T32 ones 4.
    uint64_t SizeAt(uint64_t code) const {
        if (analysis_ == nullptr) return kWord;
        std::optional<Symbol> symbol = file_.FindSymbol(code);
        Result<Bytes> bytes = file_.ReadImage(code, 15);
        if (!bytes) return kWord;
        Result<Instruction> decoded = analysis_->decode_instruction(*bytes, code, symbol && symbol->is_thumb);
        return decoded ? decoded->length : kWord;
    }

    // A replacement that branches goes where it goes from its own place; what a callback makes of a branch falls
    // through (alt_cb_patch_nops, arch/arm64/kernel/alternative.c).
    void ReadAlternatives() {
        const auto& alternatives = file_.Kept<Alternatives>();
        for (size_t index = 0; index < alternatives.size(); ++index) {
            const Alternative alternative = alternatives[index];
            if (!Hold(ranges_, alternative.original)) continue;
            for (uint64_t at = 0; at < alternative.original_size; at += kWord) {
                ways_.push_back({alternative.original + at, alternative.original + at + kWord});
                if (at < alternative.replacement_size)
                    AddBranch(alternative.original + at, alternative.replacement + at);
            }
        }
    }

    void AddBranch(uint64_t from, uint64_t replacement) {
        if (file_.identity().is_relocatable) return AddReferredBranch(from, replacement);
        Result<Bytes> bytes = file_.ReadImage(replacement, kWord);
        if (!bytes) return;
        Result<Instruction> decoded = analysis_->decode_instruction(*bytes, replacement, false);
        if (!decoded || decoded->operation != Operation::kJump) return;
        ways_.push_back({from, static_cast<uint64_t>(decoded->immediate)});
    }

    // In a module a relocation says where it goes.
    void AddReferredBranch(uint64_t from, uint64_t replacement) {
        const elf::Section* section = file_.elf().FindSectionAt(replacement);
        if (section == nullptr) return;
        if (!branches_) {
            branches_ = ReadCodeReferences(file_, section->address, section->address + section->raw.size());
        }
        auto branch = std::ranges::lower_bound(*branches_, replacement, {}, &CodeReference::address);
        if (branch == branches_->end() || branch->address != replacement || !branch->is_defined) return;
        ways_.push_back({from, branch->symbol_address + static_cast<uint64_t>(branch->addend)});
    }

    const SymbolFile& file_;
    const ArchInfo& arch_;
    const ArchAnalysis* analysis_;
    const AddressRanges& ranges_;
    std::vector<PatchedWay> ways_;
    std::optional<std::vector<CodeReference>> branches_;  // Of the replacements of a module, by address.
};

}  // namespace

std::vector<PatchedWay> ReadPatchedWays(const SymbolFile& file, const AddressRanges& ranges) {
    if (file.identity().arch == nullptr) return {};
    return PatchReader(file, ranges).Read();
}

}  // namespace faultbox
