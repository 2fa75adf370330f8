#pragma once

#include "host/dwarf/die.h"
#include "host/symbols/variable.h"

namespace faultbox {

/// What is the same of a variable wherever it is in scope.
struct DeclaredVariable {
    Variable variable;    ///< Its location only where that is the same everywhere, too (a constant).
    dwarf::Die location;  ///< What states the location in the function at hand; empty where nothing does.
};

}  // namespace faultbox
