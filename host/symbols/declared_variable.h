#pragma once

#include <vector>

#include "host/dwarf/die.h"
#include "host/symbols/variable.h"

namespace faultbox {

/// What is the same of a variable wherever it is in scope.
struct DeclaredVariable {
    Variable variable;    ///< Its location only where that is the same everywhere, too (a constant).
    dwarf::Die location;  ///< What states the location in the function at hand; empty where nothing does.
};

/// What a function or a block in it holds itself.
struct ScopeContent {
    std::vector<DeclaredVariable> variables;  ///< And parameters.
    std::vector<dwarf::Die> scopes;           ///< Blocks, and functions that are inlined.
};

}  // namespace faultbox
