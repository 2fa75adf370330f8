#pragma once

#include <span>

#include "arch/common/arch_analysis.h"
#include "host/explain/explanation.h"
#include "host/symbols/symbol_file.h"
#include "target/format/crash_record.pb.h"

namespace faultbox {

/// Whether `file` is the image, or the module named `module` (empty: the kernel itself), that crashed. A build id that
/// the crash states decides alone. Without one, or where only a manifest states an equal one, the release, the sizes of
/// the functions that the crash names, and the bytes of its `Code:` line are compared with the file; places that
/// relocation changes are left out. One contradiction refuses the file.
SymbolVerdict CheckFit(const format::Event& event, std::string_view module, const SymbolFile& file,
                       const ArchAnalysis* analysis);

}  // namespace faultbox
