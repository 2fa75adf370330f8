#include "host/explain/code_fit.h"

#include <algorithm>

#include "host/elf/elf_constants.h"
#include "host/elf/elf_file.h"
#include "host/explain/code_reference.h"

namespace faultbox {
namespace {

constexpr size_t kMostAlternatives = 1'000'000;
constexpr uint64_t kLongestInstruction = 15;  // Bytes, of x86.

// Loading a module changes calls, jumps out of the function and the halves of addresses.
bool IsRelocatedKind(const Instruction& instruction) {
    switch (instruction.operation) {
        case Operation::kCall:
        case Operation::kJump:
        case Operation::kMoveImmediate:
        case Operation::kMoveTop:
            return true;
        default:
            return false;
    }
}

// Places that ftrace, jump labels, static calls and thunks rewrite hold a call, a jump or a no-op before and after.
bool IsPatchedKind(const Instruction& instruction) {
    bool branches = instruction.operation == Operation::kCall || instruction.operation == Operation::kJump;
    bool does_nothing = instruction.operation == Operation::kOther && instruction.clobbers == 0 &&
                        instruction.memory.empty() && !instruction.sets_flags;
    return branches || does_nothing;
}

// Whether `address` lies in a place that .altinstructions lists (struct alt_instr: the distance from the field to the
// place comes first, lengths last; arch/x86/include/asm/alternative.h, arch/arm64/include/asm/alternative.h). The
// entries have grown over time: of the sizes that divide the section the one is taken whose places are all code.
class Alternatives {
  public:
    explicit Alternatives(const SymbolFile& file) : file_(file) {
        const elf::Section* section = file.elf().FindSection(".altinstructions");
        if (section == nullptr) return;
        Result<Bytes> contents = file.elf().Contents(*section);
        if (contents) address_ = section->address, contents_ = *contents;
        for (size_t size : {12, 13, 14}) {
            if (!contents_.empty() && contents_.size() % size == 0 && AllCode(size)) entry_size_ = size;
        }
    }

    bool Hold(uint64_t address) const {
        if (entry_size_ == 0) return false;
        for (size_t offset = 0; offset < contents_.size(); offset += entry_size_) {
            uint64_t place = PlaceAt(offset);
            uint8_t length = contents_[offset + entry_size_ - (entry_size_ == 13 ? 3 : 2)];
            if (address >= place && address - place < length) return true;
        }
        return false;
    }

  private:
    uint64_t PlaceAt(size_t offset) const {
        ByteReader reader(contents_.subspan(offset), std::endian::little);
        return address_ + offset + static_cast<uint64_t>(reader.Signed(4));
    }

    bool AllCode(size_t size) const {
        size_t count = contents_.size() / size;
        size_t step = std::max<size_t>(count / 64, 1);
        if (count > kMostAlternatives) return false;
        for (size_t index = 0; index < count; index += step) {
            if (!file_.IsCode(PlaceAt(index * size))) return false;
        }
        return true;
    }

    const SymbolFile& file_;
    uint64_t address_ = 0;
    Bytes contents_;
    size_t entry_size_ = 0;
};

class CodeComparison {
  public:
    CodeComparison(const format::Event& event, const LinkedLocation& pc, const ArchAnalysis& analysis)
        : file_(*pc.file), pc_(pc), analysis_(analysis), printed_(AsBytes(event.code())), unit_(event.code_unit()) {
        Arch arch = analysis.arch;
        varies_ = arch == Arch::kX86_64 || arch == Arch::kI386;
        is_patched_ = varies_ || arch == Arch::kArm64;
        begin_ = pc.address - event.code_fault_at();
        end_ = begin_ + printed_.size();
    }

    std::optional<CodeFit> Compare() {
        const Symbol& function = pc_.function;
        uint64_t from = begin_;
        // Where lengths vary, instructions are found from the function's beginning only.
        if (varies_) from = function.address;
        if (function.is_thumb) from = pc_.address;
        uint64_t to = varies_ && function.size != 0 ? std::min(end_, function.address + function.size) : end_;
        if (to <= from) return std::nullopt;
        Result<Bytes> image = file_.ReadImage(from, to - from + kLongestInstruction);
        if (!image || image->size() < to - from) return std::nullopt;
        BranchTargets targets(file_, {{from, to}});
        CodeFit fit;
        for (uint64_t address = from; address < to;) {
            Bytes rest = image->subspan(address - from);
            Result<Instruction> decoded = analysis_.decode_instruction(rest, address, function.is_thumb);
            uint64_t length = decoded && decoded->length > 0 ? decoded->length : unit_;
            if (length == 0 || length > to - address) break;
            if (address >= begin_) Step(address, rest.first(length), decoded, targets, fit);
            if (fit.difference) break;
            address += length;
        }
        return fit;
    }

  private:
    void Step(uint64_t address, Bytes own, const Result<Instruction>& decoded, const BranchTargets& targets,
              CodeFit& fit) {
        if (decoded && IsChanged(address, *decoded, targets)) return;
        Bytes printed = printed_.subspan(address - begin_, own.size());
        if (std::ranges::equal(printed, own) || DiffersInLockOnly(printed, own)) {
            ++fit.compared;
        } else if (!is_patched_ || !IsAlternative(address)) {
            fit.difference = address;
        }
    }

    bool IsChanged(uint64_t address, const Instruction& instruction, const BranchTargets& targets) const {
        if (is_patched_ && IsPatchedKind(instruction)) return true;
        if (!file_.identity().is_relocatable) return false;
        return IsRelocatedKind(instruction) || targets.ReferenceIn(address, instruction.length) != nullptr;
    }

    bool IsAlternative(uint64_t address) {
        if (!alternatives_) alternatives_.emplace(file_);
        return alternatives_->Hold(address);
    }

    // On one CPU the lock prefix is replaced by that of the segment ds (alternatives_smp_unlock).
    bool DiffersInLockOnly(Bytes printed, Bytes own) const {
        return varies_ && own[0] == 0xf0 && printed[0] == 0x3e &&
               std::ranges::equal(printed.subspan(1), own.subspan(1));
    }

    const SymbolFile& file_;
    const LinkedLocation& pc_;
    const ArchAnalysis& analysis_;
    Bytes printed_;
    uint64_t unit_;
    bool varies_ = false;
    bool is_patched_ = false;
    uint64_t begin_ = 0, end_ = 0;
    std::optional<Alternatives> alternatives_;  ///< Read when something differs.
};

}  // namespace

std::optional<CodeFit> CompareCode(const format::Event& event, const LinkedLocation& pc, const ArchAnalysis& analysis) {
    bool has_code = event.has_code_fault_at() && event.code_fault_at() < event.code().size();
    if (!has_code || event.code_fault_at() > pc.address) return std::nullopt;
    return CodeComparison(event, pc, analysis).Compare();
}

}  // namespace faultbox
