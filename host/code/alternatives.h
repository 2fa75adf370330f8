#pragma once

#include <cstddef>
#include <cstdint>

#include "host/symbols/symbol_file.h"

namespace faultbox {

/// Code that the kernel replaces when it starts, by what the CPU can do (struct alt_instr,
/// arch/x86/include/asm/alternative.h, arch/arm64/include/asm/alternative.h). Addresses are link addresses.
struct Alternative {
    uint64_t original = 0;
    uint64_t replacement = 0;
    uint8_t original_size = 0;  ///< Bytes.
    uint8_t replacement_size = 0;
};

/// `.altinstructions` of one file. The entries have grown over time: of the sizes that divide the section the one is
/// taken whose places are all code. Empty where there is none.
class Alternatives {
  public:
    explicit Alternatives(const SymbolFile& file);

    size_t size() const { return entry_size_ == 0 ? 0 : contents_.size() / entry_size_; }
    Alternative operator[](size_t index) const;
    /// True where the code at `address` is replaced.
    bool Hold(uint64_t address) const;

  private:
    uint64_t OriginalAt(size_t offset) const;
    bool AllCode(const SymbolFile& file, size_t size) const;

    uint64_t address_ = 0;
    Bytes contents_;
    size_t entry_size_ = 0;
};

}  // namespace faultbox
