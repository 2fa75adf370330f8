#pragma once

#include <cstdint>
#include <optional>

#include "arch/common/arch_analysis.h"
#include "arch/common/arch_info.h"
#include "host/symbols/symbol_file.h"

namespace faultbox::unwind {

/// What the code of a function says of its own frame at one of its instructions, before that has run.
struct EnteredFrame {
    int64_t depth = 0;       ///< Bytes from the stack pointer there to the one that the function was entered with.
    uint64_t unwritten = 0;  ///< By register: it holds what the function was entered with.
    bool returns_to_link = false;  ///< The link register is one of them: it holds the return address.
};

/// nullopt where the stack's depth is not known: it varies, or no known path leads there; and where `address`, a link
/// address, is in no function that is entered at its beginning.
std::optional<EnteredFrame> FindEnteredFrame(const SymbolFile& file, const ArchInfo& arch, const ArchAnalysis& analysis,
                                             uint64_t address);

}  // namespace faultbox::unwind
