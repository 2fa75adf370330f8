#include "host/explain/code_fit.h"

#include <algorithm>

#include "host/code/alternatives.h"
#include "host/code/code_reference.h"
#include "host/code/instruction_start.h"
#include "host/elf/elf_constants.h"
#include "host/elf/elf_file.h"

namespace faultbox {
namespace {

constexpr uint64_t kLongestInstruction = 15;   // Bytes, of x86.
constexpr size_t kAddressBytes = 4;            // Of an address in code of x86, of 32 and 64 bits.
constexpr uint32_t kKernelAlignment = 0x2000;  // The least that PHYSICAL_ALIGN may be (arch/x86/Kconfig).

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

class CodeComparison {
  public:
    CodeComparison(const format::Event& event, const LinkedLocation& pc, const ArchAnalysis& analysis)
        : file_(*pc.file), pc_(pc), analysis_(analysis), printed_(AsBytes(event.code())), unit_(event.code_unit()) {
        Arch arch = analysis.arch;
        varies_ = IsX86(arch);
        is_patched_ = varies_ || arch == Arch::kArm64;
        if (event.has_kernel_offset()) moved_ = event.kernel_offset();
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
        uint64_t address = from;
        // Only where lengths vary.
        if (from < begin_) address += InstructionFrom(analysis_, *image, begin_ - from, unit_);
        while (address < to) {
            Bytes rest = image->subspan(address - from);
            Result<Instruction> decoded = analysis_.decode_instruction(rest, address, function.is_thumb);
            uint64_t length = decoded && decoded->length > 0 ? decoded->length : unit_;
            if (length == 0 || length > to - address) break;
            Step(address, rest.first(length), decoded, targets, fit);
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
        } else if (DiffersInAddressesOnly(printed, own, address + own.size())) {
            return;
        } else if (!is_patched_ || !IsAlternative(address)) {
            fit.difference = address;
        }
    }

    bool IsChanged(uint64_t address, const Instruction& instruction, const BranchTargets& targets) const {
        if (is_patched_ && IsPatchedKind(instruction)) return true;
        if (!file_.identity().is_relocatable) return false;
        return IsRelocatedKind(instruction) || targets.ReferenceIn(address, instruction.length) != nullptr;
    }

    bool IsAlternative(uint64_t address) const { return file_.Kept<Alternatives>().Hold(address); }

    // On one CPU the lock prefix is replaced by that of the segment ds (alternatives_smp_unlock).
    bool DiffersInLockOnly(Bytes printed, Bytes own) const {
        return varies_ && own[0] == 0xf0 && printed[0] == 0x3e &&
               std::ranges::equal(printed.subspan(1), own.subspan(1));
    }

    // A kernel of x86 that was moved has had the same number added to every address in its code that is no distance,
    // and taken off every distance to a per-CPU variable, which was not moved (handle_relocations,
    // arch/x86/boot/compressed/misc.c). Where the crash does not state it, the first address that was moved as kernels
    // are says it. `next` is the address of the instruction behind.
    bool DiffersInAddressesOnly(Bytes printed, Bytes own, uint64_t next) {
        if (!varies_ || file_.identity().is_relocatable) return false;
        for (size_t at = 0; at < own.size();) {
            if (at + kAddressBytes <= own.size() &&
                IsMoved(printed.subspan(at, kAddressBytes), own.subspan(at, kAddressBytes), next)) {
                at += kAddressBytes;
            } else if (printed[at] == own[at]) {
                ++at;
            } else {
                return false;
            }
        }
        return true;
    }

    bool IsMoved(Bytes printed, Bytes own, uint64_t next) {
        const auto linked = static_cast<uint32_t>(ByteReader(own, std::endian::little).Unsigned(kAddressBytes));
        const auto seen = static_cast<uint32_t>(ByteReader(printed, std::endian::little).Unsigned(kAddressBytes));
        if (seen == linked) return false;
        // Addresses of 64-bit kernels are the upper ones, which 32 bits with a sign hold.
        const bool is_64_bit = analysis_.arch == Arch::kX86_64;
        const auto address = is_64_bit ? static_cast<uint64_t>(static_cast<int32_t>(linked)) : linked;
        if (is_64_bit && IsPerCpu(next + address)) return IsMovedBy(linked - seen);
        return file_.elf().FindSectionAt(address) != nullptr && IsMovedBy(seen - linked);
    }

    bool IsPerCpu(uint64_t address) const {
        const elf::Section* section = file_.elf().FindSectionAt(address);
        return section != nullptr && section->name == ".data..percpu";
    }

    bool IsMovedBy(uint32_t distance) {
        if (!moved_ && distance % kKernelAlignment == 0) moved_ = distance;
        return moved_ && distance == static_cast<uint32_t>(*moved_);
    }

    const SymbolFile& file_;
    const LinkedLocation& pc_;
    const ArchAnalysis& analysis_;
    Bytes printed_;
    uint64_t unit_;
    bool varies_ = false;
    bool is_patched_ = false;
    uint64_t begin_ = 0, end_ = 0;
    std::optional<uint64_t> moved_;  ///< By how much the kernel runs behind where it was linked.
};

}  // namespace

std::optional<CodeFit> CompareCode(const format::Event& event, const LinkedLocation& pc, const ArchAnalysis& analysis) {
    bool has_code = event.has_code_fault_at() && event.code_fault_at() < event.code().size();
    if (!has_code || event.code_fault_at() > pc.address) return std::nullopt;
    return CodeComparison(event, pc, analysis).Compare();
}

}  // namespace faultbox
