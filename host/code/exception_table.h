#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "arch/common/arch_analysis.h"
#include "host/symbols/kernel_table.h"

namespace faultbox {

/// An entry of a file's `__ex_table` (struct exception_table_entry, arch/*/include/asm/extable.h): where the kernel
/// goes on when an instruction that is expected to fault does so. Addresses are link addresses.
struct ExceptionEntry {
    uint64_t code = 0;    ///< Of the instruction.
    uint64_t fixup = 0;   ///< Where the kernel goes on.
    uint64_t writes = 0;  ///< Registers that it may change on the way, bit n = register n.
    auto operator<=>(const ExceptionEntry&) const = default;
};

/// All of one file. Tables of absolute addresses are read on 32-bit ARM alone, which x86 had before Linux 3.5 and arm64
/// before 4.6: such a table is taken for none.
class ExceptionTable {
  public:
    /// Reads those of a vmlinux or of a module, of which at most a million count.
    explicit ExceptionTable(const SymbolFile& file);

    /// Those of the code at [begin, end), by address.
    std::span<const ExceptionEntry> Find(uint64_t begin, uint64_t end) const;

  private:
    // Behind the two addresses stand, by the kernel's version, nothing, the address of a handler, or what is to be
    // done.
    enum class Form : uint8_t { kAddresses, kHandler, kData };

    std::optional<Form> FindForm() const;
    bool Fits(size_t entry_size) const;
    bool HasHandlers() const;
    uint64_t AddressAt(size_t offset) const;
    uint64_t FixupAt(size_t offset) const;
    ExceptionEntry Read(size_t offset, Form form) const;

    const SymbolFile& file_;
    KernelTable table_;
    const ArchAnalysis* analysis_ = nullptr;
    std::vector<ExceptionEntry> entries_;  // By `code`.
};

}  // namespace faultbox
