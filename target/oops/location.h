#pragma once

#include <string_view>

#include "target/oops/crash_event.h"
#include "target/oops/cursor.h"

namespace faultbox {

/// One code location off a line, in any of the forms that kernels print (vsprintf.c, `%pS`, `%ps`, `%pSb`).
struct ParsedLocation {
    CodeLocation where;
    bool reliable = true;       ///< False behind a "?".
    bool address_lost = false;  ///< "[<>]" or "[]": the address was taken for markup.
    /// Of an address in brackets, which kernels print with all its zeros; empty for others.
    std::string_view address_digits;
};

/// Takes `[<c0012345>] (fn+0x10/0x20 [module build-id])` or any part of it: the address, the name, or both. False when
/// neither is there; the cursor stays then. Text behind the location is left alone.
bool ReadLocation(Cursor& cursor, ParsedLocation& location);

/// Takes `fn+0x10/0x20 [module build-id]`, `fn+0x10/0x20`, `fn [module]` or `fn`, without address. A name that begins
/// with a colon is the module's: `:radeon:fn+0x90/0x302`.
bool ReadSymbol(Cursor& cursor, CodeLocation& where);

}  // namespace faultbox
