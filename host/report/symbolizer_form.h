#pragma once

#include <string>
#include <vector>

#include "host/explain/explanation.h"

namespace faultbox {

/// An inline chain in llvm-symbolizer's default form: function and "file:line:column" on a line each, innermost first,
/// then a blank line; "??" and "??:0:0" for what is not known.
std::string SymbolizerForm(const std::vector<SourceFrame>& frames);

}  // namespace faultbox
