#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arch/common/arch_analysis.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// What stands in the symbol file right before a return address.
struct CallBefore {
    enum class Kind : uint8_t {
        kUnknown,   ///< Cannot be said: code missing, not decodable, or of the kind that a running kernel patches.
        kNone,      ///< No call: nothing returns there.
        kIndirect,  ///< A call through a register or a pointer.
        kDirect,    ///< A call of `target`.
    };
    Kind kind = Kind::kUnknown;
    /// Link address of the function called, in the same file; absent where only a name is known.
    std::optional<uint64_t> target;
    /// What the loader of a relocatable file finds in another file by its name. Empty where `target` is known.
    std::string_view target_name;
};

/// The call that returns to `return_address`, a link address behind code of `function` in `file`. Reads the file only.
CallBefore FindCallBefore(const SymbolFile& file, const ArchAnalysis& analysis, const Symbol& function,
                          uint64_t return_address);

/// True when a direct `call` in `caller_file` enters `function` of `function_file` itself. A thunk, a veneer or a
/// function that goes on to it by a jump makes no difference to what is on the stack and gives false.
bool Enters(const CallBefore& call, const SymbolFile& caller_file, const SymbolFile& function_file,
            const Symbol& function);

}  // namespace faultbox
