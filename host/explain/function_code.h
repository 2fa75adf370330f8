#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "arch/common/bytes.h"
#include "arch/common/instruction.h"
#include "arch/common/result.h"

namespace faultbox {

/// Who put the value into a register that an instruction reads.
struct Definition {
    enum class Kind : uint8_t {
        kInstruction,    ///< `index` alone, on every path.
        kFunctionEntry,  ///< Nobody since the function was entered.
        kUnknown,        ///< See `reason`.
    };
    Kind kind = Kind::kUnknown;
    size_t index = 0;
    const char* reason = "";  ///< Why it is unknown: a string literal.
};

/// The instructions of one function with the ways between them, built from the bytes of the symbol file.
class FunctionCode {
  public:
    struct Entry {
        uint64_t address;
        Instruction instruction;
    };

    /// Decodes `text`, the function's bytes from its first at `start`. Bytes that are no instruction (literal pools)
    /// are stepped over. Of a function larger than 256 KiB only that much is taken.
    FunctionCode(const ArchInfo& arch, const ArchAnalysis& analysis, Bytes text, uint64_t start, bool thumb);

    /// The instruction that starts at `address`.
    std::optional<size_t> IndexOf(uint64_t address) const;
    /// The instruction that ends at `address`: the call before a return address.
    std::optional<size_t> IndexBefore(uint64_t address) const;
    const Entry& operator[](size_t index) const { return entries_[index]; }
    size_t size() const { return entries_.size(); }

    /// Follows all paths backwards from just before `index` to whoever wrote `reg`. The instruction at `index` ran, so
    /// its condition held: up to where the flags were set, writers under the same condition wrote and writers under the
    /// opposite one did not.
    Definition FindDefinition(size_t index, RegisterId reg) const;

    /// True when nothing but the next instruction runs after the one at `index`: it neither jumps nor calls.
    bool IsStraight(size_t index) const;

    /// True when some jump goes through a register or a table, so that paths may be missing.
    bool has_computed_jump() const { return has_computed_jump_; }

  private:
    void Decode(Bytes text, uint64_t start, bool thumb);
    void Link();
    void LinkJump(size_t index);
    bool FallsThrough(const Instruction& instruction) const;
    bool WritesPc(const Instruction& instruction) const;
    bool Writes(const Instruction& instruction, RegisterId reg) const;
    bool SetsFlags(const Instruction& instruction) const;

    const ArchInfo& arch_;
    const ArchAnalysis& analysis_;
    std::vector<Entry> entries_;
    std::vector<std::vector<uint32_t>> predecessors_;
    bool has_computed_jump_ = false;
};

}  // namespace faultbox
