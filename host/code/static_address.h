#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/code/function_code.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// A place that code states by itself: a link address of its file, or a symbol of another file.
struct FixedPlace {
    std::optional<uint64_t> address;  ///< Link address; nullopt where the symbol lies in another file.
    std::string_view symbol;          ///< Empty where none is known.
    int64_t offset = 0;               ///< Bytes behind `symbol`, where there is no address.
    bool is_page = false;             ///< Only the page of the address: what adrp of arm64 gives in a module.
};

/// A variable at a fixed place.
struct StaticVariable {
    std::string name;
    TypeRef type;
    int64_t offset = 0;       ///< Bytes from its start to the place.
    bool is_per_cpu = false;  ///< In `.data..percpu`: every CPU has one, elsewhere.
};

/// Finds the fixed places that instructions of one function compute: with relocations in modules, else from their
/// constants (adrp and add, movw and movt, literal pools, lea and operands relative to rip, absolute operands).
class FixedPlaces {
  public:
    FixedPlaces(const SymbolFile& file, const ArchInfo& arch, const FunctionCode& code)
        : file_(file), arch_(arch), code_(code) {}

    /// The place that the instruction at `index` writes to `reg` as a value; nullopt where it is none.
    std::optional<FixedPlace> WrittenBy(size_t index, RegisterId reg) const;
    /// The place that `access` of the instruction at `index` goes to; nullopt where that depends on registers.
    std::optional<FixedPlace> AccessedBy(size_t index, const MemoryAccess& access) const;
    /// The place that `access` of the instruction at `index` states beside registers, an index into it: of x86, where
    /// operands hold whole addresses.
    std::optional<FixedPlace> TableOf(size_t index, const MemoryAccess& access) const;
    /// The variable at `place`, with its type, as the code at `index` sees it.
    std::optional<StaticVariable> VariableAt(size_t index, const FixedPlace& place) const;

  private:
    std::optional<FixedPlace> WrittenBy(size_t index, RegisterId reg, int depth) const;
    std::optional<FixedPlace> BeforeOf(size_t index, RegisterId reg, int depth) const;
    std::optional<FixedPlace> Literal(uint64_t address) const;
    std::optional<FixedPlace> Checked(std::optional<FixedPlace> place) const;

    const SymbolFile& file_;
    const ArchInfo& arch_;
    const FunctionCode& code_;
};

}  // namespace faultbox
