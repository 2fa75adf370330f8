#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/dwarf/location.h"
#include "host/symbols/type_ref.h"

namespace faultbox {

/// A variable or parameter of a function, or of one that is inlined into it.
struct Variable {
    std::string_view name;
    TypeRef type;
    dwarf::Location location;  ///< At the pc that was asked about.
    bool is_parameter = false;
    std::string_view function;  ///< Whose variable it is: the inlined function's name in inlined scopes.
    unsigned inline_depth = 0;  ///< Index of the frame in FramesAt() that it belongs to: 0 is the innermost.
    /// The location is what the calling convention asks for, which a compiler may leave for functions that no other
    /// file calls.
    bool is_by_convention = false;
};

/// A parameter that a call passes, for entry values of the function that is called.
struct CallSiteParameter {
    dwarf::SymbolicValue target;  ///< Which register (kRegister) or stack slot it is when the callee is entered.
    bool in_memory = false;       ///< `target` is the address of a stack slot.
    dwarf::Location value;        ///< What is passed, in terms of the caller's registers just before the call.
};

/// A call (DW_TAG_call_site, DW_TAG_GNU_call_site).
struct CallSite {
    uint64_t return_address = 0;
    std::string_view target;  ///< The function that is called; empty for a call through a pointer.
    bool is_tail_call = false;
    std::vector<CallSiteParameter> parameters;
};

}  // namespace faultbox
