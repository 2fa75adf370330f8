#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "arch/common/instruction.h"
#include "host/code/exception_ways.h"
#include "host/code/patched_code.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A place in code that the loader of a relocatable file fills in (System V gABI, "Relocation").
struct CodeReference {
    uint64_t address = 0;         ///< Link address of the field.
    std::string_view symbol;      ///< Empty for a section symbol.
    bool is_defined = false;      ///< The symbol is in the file; else in the kernel or another module.
    uint64_t symbol_address = 0;  ///< Link address; 0 where it is not defined.
    int64_t addend = 0;           ///< 0 where the field itself holds it (SHT_REL).
    uint32_t type = 0;            ///< R_*
};

/// The references in [begin, end) of a relocatable file, by address; none in a linked image.
std::vector<CodeReference> ReadCodeReferences(const SymbolFile& file, uint64_t begin, uint64_t end);

/// Where a direct call or jump goes.
struct BranchTarget {
    std::optional<uint64_t> address;  ///< Link address; nullopt where it lies in no file that is known.
    std::string_view symbol;          ///< Empty where none is there.
};

/// Knows where direct branches lead: relocations say it in modules, symbols in a linked image.
class BranchTargets {
  public:
    /// Of the code in the given ranges of `file`.
    BranchTargets(const SymbolFile& file, const AddressRanges& ranges);
    /// `instruction` is a kCall or kJump at `address`.
    BranchTarget Of(uint64_t address, const Instruction& instruction) const;
    /// The first relocation inside the `length` bytes from `address`, or nullptr.
    const CodeReference* ReferenceIn(uint64_t address, uint64_t length) const;

    /// All of them, by address.
    const std::vector<CodeReference>& references() const { return references_; }

    /// Ways through the code that the bytes alone do not tell. Goes through tables of the whole file.
    std::vector<PatchedWay> FindPatchedWays() const { return ReadPatchedWays(file_, ranges_); }
    /// The ways that faults lead, which the kernel expects.
    std::vector<ExceptionWay> FindExceptionWays() const { return ReadExceptionWays(file_, ranges_); }

  private:
    const SymbolFile& file_;
    AddressRanges ranges_;
    std::vector<CodeReference> references_;
};

}  // namespace faultbox
