#pragma once

#include <span>
#include <vector>

#include "host/dwarf/debug_info.h"

namespace faultbox::dwarf {

/// The sections of a .dwp file, untrusted: those of many .dwo files, one behind the other, with an index of units.
struct SplitPackage {
    DebugSections all;
    Bytes cu_index, tu_index;
};

/// The part of `package` that belongs to each unit, type units last. Both the index of DWARF 5 (section 7.3.5.3) and
/// GNU's version 2 (https://gcc.gnu.org/wiki/DebugFissionDWP). Rows that are damaged are left out; an index of an
/// unknown version gives none.
std::vector<DebugSections> ContributionsOf(const SplitPackage& package);

}  // namespace faultbox::dwarf
