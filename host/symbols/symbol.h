#pragma once

#include <cstdint>
#include <string_view>

namespace faultbox {

/// A symbol that is defined in the file.
struct Symbol {
    enum class Kind : uint8_t { kNone, kObject, kFunction, kOther };
    std::string_view name;  ///< Lies in the file.
    uint64_t address = 0;   ///< Link address; Thumb bit cleared.
    uint64_t size = 0;      ///< Bytes; 0 where the symbol states none (assembler code).
    Kind kind = Kind::kNone;
    bool is_global = false;
    bool is_thumb = false;  ///< A Thumb function of ARM.
    uint32_t section = 0;   ///< Index of its section.
    uint32_t index = 0;     ///< Place in .symtab.
    uint32_t place = 0;     ///< Place among the symbols by address, of SymbolIndex.
};

}  // namespace faultbox
