#pragma once

#include <cstdint>
#include <string_view>

namespace faultbox {

/// One function at a code address, as the debug information says. Where inlining happened an address has several. Its
/// texts live as long as the file that they are of.
struct CodeFrame {
    std::string_view function;       ///< Source name; empty where the debug information does not know the address.
    std::string_view linkage_name;   ///< Mangled name (DW_AT_linkage_name), or equal to `function`.
    std::string_view file;           ///< With compilation directory, as llvm-symbolizer prints; empty where unknown.
    std::string_view relative_file;  ///< The same without the compilation directory: "fs/buffer.c".
    uint32_t line = 0;    ///< In the innermost frame of the address, else of the inlined call; 0 where unknown.
    uint32_t column = 0;  ///< 0 where unknown.
    uint32_t discriminator = 0;
    bool inlined = false;  ///< Inlined into the next frame.
    /// Of the innermost frame where its line begins in the line table, at an instruction; 0 where that has none.
    uint64_t row_address = 0;
    uint64_t function_id = 0;  ///< Offset of the function's (or inlined call's) DIE; 0 where there is none.

    /// The relative path, or the whole one where that is empty.
    std::string_view ShownFile() const { return relative_file.empty() ? file : relative_file; }
};

}  // namespace faultbox
