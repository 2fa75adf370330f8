#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/symbols/symbol_file.h"

namespace faultbox {

/// An entry of a file's `__jump_table` (struct jump_entry, include/linux/jump_label.h): a branch that the kernel puts
/// in the place of a no-op, or the other way round, while it runs. Addresses are link addresses.
struct JumpLabel {
    uint64_t code = 0;    ///< Of the instruction.
    uint64_t target = 0;  ///< Where it goes while it is a branch.
};

/// All of one file.
class JumpLabels {
  public:
    /// Reads those of a vmlinux or of a module, of which at most a million count.
    explicit JumpLabels(const SymbolFile& file);

    /// Those of the code at [begin, end), by address.
    std::span<const JumpLabel> Find(uint64_t begin, uint64_t end) const;

  private:
    void Read(const SymbolFile& file, Bytes table, uint64_t address);

    std::vector<JumpLabel> labels_;  // By address.
};

}  // namespace faultbox
