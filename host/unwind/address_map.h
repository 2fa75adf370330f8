#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/symbols/symbol_file.h"

namespace faultbox::unwind {

/// A code address in a symbol file.
struct CodePlace {
    const SymbolFile* file = nullptr;
    uint64_t address = 0;  ///< Link address.
};

/// Which symbol file, moved by how much, the crashed system had at which addresses. Learnt from places that are known
/// by address and by name.
class AddressMap {
  public:
    /// The code at `place` ran at `address`. Tells where the whole of a linked file lay, and of a relocatable file,
    /// whose sections move apart, the section. The first statement on a section holds. `file` must outlive the map.
    void Add(const CodePlace& place, uint64_t address);
    /// nullopt for an address in no section of code that is known to lie there.
    std::optional<CodePlace> Find(uint64_t address) const;

  private:
    struct Range {
        const SymbolFile* file;
        uint64_t begin;  // Link addresses.
        uint64_t size;
        uint64_t slide;  // Run-time address minus link address.
    };
    std::vector<Range> ranges_;
};

}  // namespace faultbox::unwind
