#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"
#include "host/code/code_reference.h"
#include "host/code/predecessor_table.h"

namespace faultbox {

/// A run of a function's bytes.
struct CodeRange {
    uint64_t start = 0;  ///< Link address.
    Bytes text;
};

/// Who put the value into a register that an instruction reads.
struct Definition {
    enum class Kind : uint8_t {
        kInstruction,    ///< `index` alone, on every path.
        kFunctionEntry,  ///< Nobody since the function was entered.
        kUnknown,        ///< See `reason`.
    };
    Kind kind = Kind::kUnknown;
    size_t index = 0;
    const char* reason = "";      ///< Why it is unknown: a string literal.
    bool may_miss_paths = false;  ///< Only likely: paths to here may be missing, those of a computed jump.
};

/// The instructions of one function with the ways between them, built from the bytes of the symbol file.
class FunctionCode {
  public:
    struct Entry {
        uint64_t address = 0;
        Instruction instruction;
        /// The function that a direct call or a jump out of the function goes to; empty where that is not known.
        std::string_view target;
        /// Its link address, 0 of a module's first function; nothing where it lies in another file or is not known.
        std::optional<uint64_t> target_address;
        bool is_thunk = false;  ///< A call or jump through a register by way of a thunk.
    };

    /// Decodes `text`, the function's bytes from its first at `start`. Bytes that are no instruction (literal pools)
    /// are stepped over. Of a function larger than 256 KiB only that much is taken.
    FunctionCode(const ArchInfo& arch, const ArchAnalysis& analysis, Bytes text, uint64_t start, bool thumb);
    /// The same of a function in several places, the one it is entered at first (compilers move unlikely code away).
    /// `targets`, nullptr for none, says where branches lead that the bytes alone do not tell. Thunks of x86 that jump
    /// through a register (`__x86_indirect_thunk_rax`) or return (`__x86_return_thunk`) are taken as what they stand
    /// for (arch/x86/lib/retpoline.S). `has_entry` is false where the function's beginning is in none of the ranges.
    FunctionCode(const ArchInfo& arch, const ArchAnalysis& analysis, const std::vector<CodeRange>& ranges, bool thumb,
                 const BranchTargets* targets, bool has_entry = true);

    /// The instruction that starts at `address`.
    std::optional<size_t> IndexOf(uint64_t address) const;
    /// The instruction that ends at `address`: the call before a return address.
    std::optional<size_t> IndexBefore(uint64_t address) const;
    const Entry& operator[](size_t index) const { return entries_[index]; }
    size_t size() const { return entries_.size(); }

    /// Follows all paths backwards from just before `index` to whoever wrote `reg`. The instruction at `index` ran, so
    /// its condition held, but for x86: up to where the flags were set, writers under the same condition wrote and
    /// writers under the opposite one did not. Where jumps lead that go through a register or a table is not known:
    /// each may lead to anywhere in the function. So this holds for all of them.
    Definition FindDefinition(size_t index, RegisterId reg) const;

    /// The same where that is known; else by the paths that are known, with `may_miss_paths`.
    Definition FindLikelyDefinition(size_t index, RegisterId reg) const;

    /// The instruction that runs first.
    size_t entry() const { return entry_; }
    const ArchAnalysis& analysis() const { return analysis_; }
    /// True for Thumb code.
    bool is_thumb() const { return is_thumb_; }
    /// False where the function's beginning is in none of the ranges.
    bool has_entry() const { return has_entry_; }

    /// The instructions that can run right before the one at `index`, but for computed_jumps().
    std::span<const uint32_t> Predecessors(size_t index) const { return predecessors_[index]; }

    /// The only one of Predecessors(); nullopt where there are several, or none, or the function is entered there.
    std::optional<size_t> OnlyPredecessor(size_t index) const;

    /// True when nothing but the next instruction runs after the one at `index`: it neither jumps nor calls.
    bool IsStraight(size_t index) const;

    /// True when the instruction at `index`, or a function that it calls, may write `reg`.
    bool Writes(size_t index, RegisterId reg) const { return Writes(entries_[index].instruction, reg); }

    /// The first relocation inside the `length` bytes from `address`, or nullptr.
    const CodeReference* ReferenceIn(uint64_t address, uint64_t length) const;

    /// The jumps through a register or a table: paths from them to anywhere may be missing.
    std::span<const uint32_t> computed_jumps() const { return computed_jumps_; }
    bool has_computed_jump() const { return !computed_jumps_.empty(); }
    /// True where a fault that the kernel expects may lead to anywhere, with other values in all registers.
    bool leads_anywhere() const { return leads_anywhere_; }
    bool may_miss_paths() const { return has_computed_jump() || leads_anywhere_; }
    /// The registers, bit n = register n, that a way from a fault to the instruction at `index` may leave changed.
    uint64_t MayChangeOnTheWayTo(size_t index) const;
    /// True where `reg` is one of them.
    bool MayChangeOnTheWayTo(size_t index, RegisterId reg) const;

  private:
    class PathSearch;

    void Decode(const CodeRange& range, bool thumb);
    void Resolve(const BranchTargets& targets);
    void ResolveThunk(Entry& entry);
    void ResolveTracer(Entry& entry);
    std::vector<InstructionWay> FindWays();
    void AddJump(size_t index, std::vector<InstructionWay>& ways);
    void AddHidden(const BranchTargets& targets, std::vector<InstructionWay> ways);
    void AddException(const ExceptionWay& exception, std::vector<InstructionWay>& added);
    void UnlinkPadding();
    bool FallsThrough(const Instruction& instruction) const;
    bool WritesPc(const Instruction& instruction) const;
    bool Writes(const Instruction& instruction, RegisterId reg) const;
    bool SetsFlags(const Instruction& instruction) const;
    Definition FindOnPaths(size_t index, RegisterId reg, bool from_computed_jumps) const;

    const ArchInfo& arch_;
    const ArchAnalysis& analysis_;
    std::vector<CodeReference> references_;  // By address.
    std::vector<Entry> entries_;
    PredecessorTable predecessors_;
    size_t entry_ = 0;
    bool is_thumb_ = false;
    bool has_entry_ = true;
    std::vector<uint32_t> computed_jumps_;
    std::map<size_t, uint64_t> landings_;  // Where faults may lead, with the registers that may have changed then.
    bool leads_anywhere_ = false;
};

}  // namespace faultbox
